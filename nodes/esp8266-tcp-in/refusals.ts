import type { ProtocolError, RefusalCode } from '../../protocol/protocol-error';
import type { Peer } from './device';

/** Refusals of one kind from one address, told together. */
export interface Refusal {
  code: RefusalCode;
  peer: Peer;
  /** What was expected and what came, of the first of them. */
  message: string;
  count: number;
}

/** Kinds of refusals held until the next flush; beyond that the addresses are no longer told apart. */
const MAX_HELD = 1000;

/** Counts refusals and tells the first of a kind at once, the rest together: a flood must not flood the flow. */
export class Refusals {
  /** Totals since the node started or was reset. */
  readonly totals: Partial<Record<RefusalCode, number>> = {};
  /** By kind; what was told already waits with count 0. */
  private held = new Map<string, Refusal>();

  constructor(private readonly tell: (refusal: Refusal) => void) {}

  add({ code, message }: ProtocolError, peer: Peer): void {
    this.totals[code] = (this.totals[code] ?? 0) + 1;
    const key = this.held.size < MAX_HELD ? `${code} ${peer.ip}` : code;
    const held = this.held.get(key);
    if (held !== undefined) {
      held.count++;
      return;
    }
    this.held.set(key, { code, peer, message, count: 0 });
    this.tell({ code, peer, message, count: 1 });
  }

  /** Tells what was held back since the last flush. */
  flush(): void {
    const { held } = this;
    this.held = new Map();
    for (const refusal of held.values()) if (refusal.count > 0) this.tell(refusal);
  }

  reset(): void {
    for (const code of Object.keys(this.totals)) delete this.totals[code as RefusalCode];
  }
}
