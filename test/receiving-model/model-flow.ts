import type { Heard } from '../../nodes/esp8266-tcp-in/heard';
import type { RepeatedReading, StoredReading, ToldEvent } from '../../torture/ledger';
import type { ModelNode } from './model-node';
import type { Random } from './random';

/** What is known of a device whose readings come. */
interface Named {
  id: string;
  boot: number | undefined;
}

/** A flow that stores readings, sometimes twice and sometimes not, and confirms what it has stored, or forgets to. */
export class ModelFlow {
  readonly stored = new Map<string, StoredReading>();
  /** What it has confirmed, and what of that was filed, as `id boot seq`. */
  readonly confirmed = new Set<string>();
  readonly filed = new Set<string>();
  readonly repeated: RepeatedReading[] = [];
  readonly events: ToldEvent[] = [];
  private toStore: StoredReading[] = [];
  private toConfirm: StoredReading[] = [];
  /** How likely it is that it loses a reading. */
  private readonly forgets: number;

  constructor(
    private readonly random: Random,
    /** When true it does all at once. */
    public isWell = true,
  ) {
    this.forgets = random.of(0, 0.05, 0.3);
  }

  /** Takes what the receiving node gives out. */
  hear({ device: { id, boot = 0 }, events, readings }: Omit<Heard, 'device'> & { device: Named }): void {
    for (const { event: topic, ...payload } of events) this.events.push({ topic, payload, id });
    for (const { payload, seq = 0 } of readings) this.take({ id, boot, seq, payload });
  }

  private take(reading: StoredReading): void {
    const name = nameOf(reading);
    if (this.stored.has(name)) this.repeated.push({ ...reading, wasConfirmed: this.filed.has(name) });
    this.toStore.push(reading);
  }

  /** Stores and confirms some of what it has. */
  act(node: ModelNode): void {
    for (let left = this.isWell ? this.toStore.length : this.random.below(4); left > 0; left--) this.storeOne();
    for (let left = this.isWell ? this.toConfirm.length : this.random.below(4); left > 0; left--) this.confirmOne(node);
  }

  /** Node-RED is killed, or all of the flow deployed. */
  letGo(): void {
    this.toStore = [];
    this.toConfirm = [];
  }

  private storeOne(): void {
    const reading = this.random.take(this.toStore);
    if (reading === undefined || (!this.isWell && this.random.chance(this.forgets))) return;
    this.stored.set(nameOf(reading), reading);
    this.toConfirm.push(reading);
    if (this.random.chance(0.05)) this.toConfirm.push(reading);
  }

  private confirmOne({ answers, isReady }: ModelNode): void {
    const reading = this.random.take(this.toConfirm);
    if (reading === undefined || (!this.isWell && this.random.chance(this.forgets))) return;
    const name = nameOf(reading);
    this.confirmed.add(name);
    if (!isReady) return;
    answers.confirm(reading, (error) => {
      if (error === undefined) this.filed.add(name);
    });
  }
}

/** Which reading, as text. */
export function nameOf({ id, boot, seq }: { id: string; boot: number; seq: number }): string {
  return `${id} ${boot} ${seq}`;
}
