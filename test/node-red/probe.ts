import { EventEmitter, once } from 'node:events';

/** A message as a probe in the flow saw it, through JSON. */
export interface SeenMessage {
  payload?: unknown;
  topic?: string;
  device?: { id: string; boot?: number; ip: string; port: number };
  seq?: number;
  missed?: number;
  timestamp?: number;
  ip?: string;
  port?: number;
  complete?: boolean;
  late?: boolean;
  again?: boolean;
  /** From a Catch node. */
  error?: { message: string; code?: string; cause?: Record<string, unknown>; source: { id: string } };
  /** From a Status node. */
  status?: { text: string; fill: string; shape: string; source: { id: string } };
}

const PATIENCE_MS = 15_000;

/** What one place in the flow has seen, to be looked at in order. */
export class Probe {
  seen: SeenMessage[] = [];
  private looked = 0;
  private readonly arrivals = new EventEmitter();

  constructor(private readonly name: string) {}

  add(message: SeenMessage): void {
    this.seen.push(message);
    this.arrivals.emit('arrival');
  }

  clear(): void {
    this.seen = [];
    this.looked = 0;
  }

  /** The next message that is wanted; those before it are passed over. Throws when none comes within 15 s. */
  async next(isWanted: (message: SeenMessage) => boolean = () => true): Promise<SeenMessage> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = this.seen.slice(this.looked).findIndex(isWanted);
      this.looked = found < 0 ? this.seen.length : this.looked + found + 1;
      const message = found < 0 ? undefined : this.seen[this.looked - 1];
      if (message !== undefined) return message;
      await once(this.arrivals, 'arrival', { signal }).catch(() => this.giveUp());
    }
  }

  /** The payloads of the next `count` messages. */
  async payloads(count: number): Promise<unknown[]> {
    const payloads: unknown[] = [];
    while (payloads.length < count) payloads.push((await this.next()).payload);
    return payloads;
  }

  private giveUp(): never {
    throw new Error(
      `nothing of that kind within ${PATIENCE_MS} ms; ${this.name}: ${JSON.stringify(this.seen.slice(-10))}`,
    );
  }
}
