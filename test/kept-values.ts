import type { KeyValueStore } from '../nodes/esp8266-tcp-in/device-store';

/** A store of values as JSON that answers at once, unless its calls are held back, and takes everything unless told not to. */
export class KeptValues implements KeyValueStore {
  isLasting = true;
  readonly texts = new Map<string, string>();
  /** When true, what is to be set waits for `release`. */
  isSlow = false;
  failure: Error | undefined;
  writes = 0;
  private held: (() => void)[] = [];

  keys(done: (error: unknown, keys?: string[]) => void): void {
    done(this.failure, [...this.texts.keys()]);
  }

  get(keys: string[], done: (error: unknown, ...values: unknown[]) => void): void {
    done(this.failure, ...keys.map((key) => JSON.parse(this.texts.get(key) ?? 'null')));
  }

  set(keys: string[], values: unknown[], done: (error?: unknown) => void): void {
    const write = () => {
      this.writes++;
      if (this.failure === undefined) for (const [index, key] of keys.entries()) this.put(key, values[index]);
      done(this.failure);
    };
    if (this.isSlow) this.held.push(write);
    else write();
  }

  /** Does what waits. */
  release(): void {
    for (const write of this.held.splice(0)) write();
  }

  private put(key: string, value: unknown): void {
    if (value === undefined) this.texts.delete(key);
    else this.texts.set(key, JSON.stringify(value));
  }
}
