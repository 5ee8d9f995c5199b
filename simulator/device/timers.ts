import type { ScriptFunction, ScriptWorld } from './script-world';

interface Timer {
  run: () => void;
  dueMs: number;
  /** Undefined: it runs once. */
  intervalMs: number | undefined;
  cancel: () => void;
}

/** setTimeout and its family as Espruino has them: whole numbers as ids, and `clearTimeout(undefined)` throws. */
export class Timers {
  private readonly timers = new Map<number, Timer>();
  private lastId = 0;

  constructor(
    private readonly world: ScriptWorld,
    private readonly print: (line: string) => void,
  ) {}

  /** The functions for the script's global object. */
  globals(): Record<string, ScriptFunction> {
    return {
      setTimeout: (run, delayMs, ...values) => this.start(run, delayMs, undefined, values),
      setInterval: (run, delayMs, ...values) => this.start(run, delayMs, duration(delayMs), values),
      clearTimeout: (...ids) => this.clear('clearTimeout', ids),
      clearInterval: (...ids) => this.clear('clearInterval', ids),
      changeInterval: (id, intervalMs) => this.change(id, duration(intervalMs)),
    };
  }

  private start(run: unknown, delayMs: unknown, intervalMs: number | undefined, values: unknown[]): number {
    this.lastId += 1;
    const call = this.callable(run, values);
    const timer = { run: call, dueMs: performance.now() + duration(delayMs), intervalMs, cancel: () => {} };
    this.timers.set(this.lastId, timer);
    this.arm(this.lastId, timer);
    return this.lastId;
  }

  private callable(run: unknown, values: unknown[]): () => void {
    if (typeof run === 'function') return () => run(...values);
    if (typeof run === 'string') return () => this.world.globals.eval(run);
    throw this.world.error(`Function or String not supplied!`);
  }

  private arm(id: number, timer: Timer): void {
    timer.cancel = this.world.after(Math.max(0, timer.dueMs - performance.now()), () => this.fire(id, timer));
  }

  /** The next turn counts from when this one was due: an interval does not drift, and missed turns are made up for. */
  private fire(id: number, timer: Timer): void {
    if (timer.intervalMs === undefined) this.timers.delete(id);
    else timer.dueMs += timer.intervalMs;
    const hadMemory = this.world.runUnlessOutOfMemory(timer.run);
    if (timer.intervalMs === undefined || this.timers.get(id) !== timer) return;
    if (hadMemory) {
      this.arm(id, timer);
    } else {
      this.timers.delete(id);
      this.print('Ctrl-C while processing interval - removing it.');
    }
  }

  private clear(name: string, ids: unknown[]): void {
    if (ids.length > 0 && ids[0] === undefined) {
      throw this.world.error(`${name}(undefined) not allowed. Use ${name}() instead`);
    }
    for (const id of ids.length === 0 ? [...this.timers.keys()] : [Number(ids[0])]) {
      this.timers.get(id)?.cancel();
      this.timers.delete(id);
    }
  }

  private change(id: unknown, intervalMs: number): void {
    const timer = this.timers.get(Number(id));
    if (!timer) throw this.world.error('Unknown Interval');
    timer.cancel();
    Object.assign(timer, { intervalMs, dueMs: performance.now() + intervalMs });
    this.arm(Number(id), timer);
  }
}

/** What is no number of milliseconds counts as 0. */
function duration(value: unknown): number {
  return Math.max(0, Number(value) || 0);
}
