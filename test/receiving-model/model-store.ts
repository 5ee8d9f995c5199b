import type { KeyValueStore } from '../../nodes/esp8266-tcp-in/device-store';
import type { Random } from './random';

type Done = (error?: unknown) => void;

interface Write {
  keys: string[];
  values: unknown[];
  done: Done;
}

/** A context store that takes its time, fails, or does not answer; what it has taken outlives whoever wrote it. */
export class ModelStore implements KeyValueStore {
  readonly isLasting = true;
  readonly kept = new Map<string, unknown>();
  private waiting: Write[] = [];

  constructor(
    private readonly random: Random,
    /** When true it does what it is asked at once. */
    public isWell = true,
  ) {}

  keys(done: (error: unknown, keys?: string[]) => void): void {
    done(undefined, [...this.kept.keys()]);
  }

  get(keys: string[], done: (error: unknown, ...values: unknown[]) => void): void {
    done(undefined, ...keys.map((key) => this.kept.get(key)));
  }

  set(keys: string[], values: unknown[], done: Done): void {
    this.waiting.push({ keys, values, done });
    if (this.isWell || this.random.chance(0.3)) this.goOn();
  }

  /** Does what waits longest, in one of its ways. */
  goOn(): void {
    const write = this.waiting.shift();
    if (write === undefined) return;
    const isTaken = this.isWell || this.random.chance(0.8);
    if (isTaken) this.keep(write);
    if (this.isWell || this.random.chance(0.9)) write.done(isTaken ? undefined : new Error('disk full'));
  }

  /** What wrote is killed: of what waits the first may have been taken. */
  letGo(): void {
    const first = this.waiting[0];
    if (first !== undefined && this.random.chance(0.5)) this.keep(first);
    this.waiting = [];
  }

  private keep({ keys, values }: Write): void {
    for (const [index, key] of keys.entries()) {
      if (values[index] === undefined) this.kept.delete(key);
      else this.kept.set(key, values[index]);
    }
  }
}
