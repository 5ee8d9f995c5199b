import type { Device } from './device';
import { formatStoredDevice, parseStoredDevice, type StoredDevice } from './stored-device';

/** A place of the node's own for values by key, as Node-RED's context is. It may answer at once, later, or never. */
export interface KeyValueStore {
  /** False for memory, which ends with the process. */
  readonly isLasting: boolean;
  keys(done: (error: unknown, keys?: string[]) => void): void;
  get(keys: string[], done: (error: unknown, ...values: unknown[]) => void): void;
  /** An undefined value removes its key. */
  set(keys: string[], values: unknown[], done: (error?: unknown) => void): void;
}

/** The store did not take what is known of the devices, or did not give it; the original is the cause. */
export class StoreError extends Error {
  readonly code = 'cannot-store';

  constructor(cause: unknown) {
    super(`the context store failed: ${(cause as Error)?.message ?? cause}; it is tried again`, { cause });
  }
}

const KEY_PREFIX = 'device_';
/**
 * What is confirmed within this time is written together: a file is written as a whole, however little of it changed, and a
 * memory card bears only so many writes. Where writing is slow it is longer, so that a slow machine writes for a tenth of the
 * time at most.
 */
const SHORTEST_GROUP_MS = 200;
const GROUP_FOR_EACH_WRITE = 9;
/** The chip waits for 5 s, and the flow and the write itself need their share of that. */
const LONGEST_GROUP_MS = 1000;
/** A store that has not answered by then is taken for one that has failed. */
const PATIENCE_MS = 5000;
/** Calls with more arguments than some ten thousand are too many for JavaScript. */
const KEYS_AT_ONCE = 1000;

/**
 * Keeps over restarts what is known of the devices; writes in groups, one at a time. For memory it is early enough when the
 * node closes: with the process both are gone.
 */
export class DeviceStore {
  /** By id what changed since the last write; undefined: it is to be forgotten. */
  private changed = new Map<string, Device | undefined>();
  private waiting: ((error?: Error) => void)[] = [];
  private isDue = false;
  private isWriting = false;
  private hasFailed = false;
  /** For a store that answers at once it is 0: to wait for others would save nothing. */
  private groupMs = 0;

  constructor(
    private readonly store: KeyValueStore,
    /** Told at the first of several failures in a row. */
    private readonly failed: (error: StoreError) => void,
    private readonly clocks = { unixTime: Date.now, now: () => performance.now() },
  ) {}

  /** What was kept, the device heard last at the end. Throws StoreError. */
  async load(): Promise<StoredDevice[]> {
    const keys = await this.ask<string[]>((done) => this.store.keys(done));
    const own = (keys ?? []).filter((key) => key.startsWith(KEY_PREFIX));
    const devices: StoredDevice[] = [];
    while (own.length > 0) {
      const group = own.splice(0, KEYS_AT_ONCE);
      const collect = (done: (error: unknown, values?: unknown[]) => void) =>
        this.store.get(group, (error, ...values) => done(error, values));
      for (const value of (await this.ask(collect)) ?? []) {
        const device = parseStoredDevice(value);
        if (device !== undefined) devices.push(device);
      }
    }
    return devices.sort((a, b) => a.heardAt - b.heardAt);
  }

  /** Has `device` written with the next write. */
  mark(device: Device): void {
    this.changed.set(device.id, device);
  }

  /** Has everything of the device `id` removed with the next write. */
  forget(id: string): void {
    this.changed.set(id, undefined);
    if (!this.store.isLasting) this.schedule(); // of those forgotten there may be ever more until it closes
  }

  /** Calls `act` when all that is marked by now is safe with the store, or with the error when it could not be. */
  afterWrite(act: (error?: Error) => void): void {
    if (!this.store.isLasting || (this.changed.size === 0 && !this.isWriting)) {
      act();
      return;
    }
    this.waiting.push(act);
    this.schedule();
  }

  /** Writes what is marked, unless a write is under way. */
  write(): void {
    if (this.store.isLasting) this.begin();
  }

  /** Writes what is left; resolves when that is done or has failed. */
  async close(): Promise<void> {
    const written = new Promise<void>((resolve) => this.waiting.push(() => resolve()));
    this.begin();
    await written;
  }

  private begin(): void {
    if (this.isWriting) return;
    const { changed, waiting } = this;
    this.waiting = [];
    if (changed.size === 0) {
      for (const act of waiting) act();
      return;
    }
    this.changed = new Map();
    this.isWriting = true;
    this.put(changed, (error) => this.written(error, { changed, waiting }));
  }

  private schedule(): void {
    if (this.isDue || this.isWriting) return;
    this.isDue = true;
    const beginDue = () => {
      this.isDue = false;
      this.begin();
    };
    if (this.groupMs === 0) setImmediate(beginDue);
    else setTimeout(beginDue, this.groupMs);
  }

  private put(changed: Map<string, Device | undefined>, done: (error?: StoreError) => void): void {
    const { unixTime, now } = this.clocks;
    const heardAt = unixTime();
    const begin = now();
    const values = [...changed.values()].map((device) => device && formatStoredDevice(device, heardAt));
    let hasReturned = false;
    const settle = within(PATIENCE_MS, (error) => {
      this.groupMs = hasReturned ? groupAfter(now() - begin) : 0;
      done(error);
    });
    try {
      this.store.set([...changed.keys()].map(keyOf), values, settle);
    } catch (error) {
      settle(error);
    }
    hasReturned = true;
  }

  private written(
    error: StoreError | undefined,
    { changed, waiting }: { changed: Map<string, Device | undefined>; waiting: ((error?: Error) => void)[] },
  ): void {
    this.isWriting = false;
    if (error !== undefined) this.changed = new Map([...changed, ...this.changed]);
    if (error !== undefined && !this.hasFailed) this.failed(error);
    this.hasFailed = error !== undefined;
    for (const act of waiting) act(error);
    if (this.waiting.length > 0) this.schedule();
  }

  private ask<Answer>(
    question: (done: (error: unknown, answer?: Answer) => void) => void,
  ): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      let given: Answer | undefined;
      const settle = within(PATIENCE_MS, (error) => (error === undefined ? resolve(given) : reject(error)));
      try {
        question((error, answer) => {
          given = answer;
          settle(error);
        });
      } catch (error) {
        settle(error);
      }
    });
  }
}

/** How long to wait for others after a write that took `writeMs`. */
function groupAfter(writeMs: number): number {
  return Math.min(Math.max(SHORTEST_GROUP_MS, writeMs * GROUP_FOR_EACH_WRITE), LONGEST_GROUP_MS);
}

/** A function that passes on the first call only: from a store, or from a clock when that has not called by then. */
function within(patienceMs: number, done: (error?: StoreError) => void): (error?: unknown) => void {
  const timer = setTimeout(() => settle(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  let isSettled = false;
  const settle = (error?: unknown) => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    done(error === undefined || error === null ? undefined : new StoreError(error));
  };
  return settle;
}

/** Node-RED reads a dot in a key as a way into the value, and rejects other characters. */
function keyOf(id: string): string {
  return KEY_PREFIX + id.replace(/[^A-Za-z0-9]/g, (character) => `_${character.charCodeAt(0).toString(16)}`);
}
