import { constants, createContext, runInContext } from 'node:vm';
import { shapeBuiltIns } from '../language/built-ins';
import { CONSOLE_NAME, SCRIPT_NAME } from '../language/chip-source';
import { printText } from '../language/value-text';

/** A function of the script. */
export type ScriptFunction = (...values: unknown[]) => unknown;

/** What a world needs from outside: where it prints, its clock and its chance. */
export interface WorldSources {
  print(line: string): void;
  nowMs(): number;
  random(): number;
  /** Runs a task of the script, and ends one that has no end by an exception; absent: nothing does. */
  interruptible?(task: () => void, interrupted: () => Error): void;
}

/**
 * The world of one running script: its own JavaScript context, and Espruino's one loop that runs every callback of it
 * after the current code, one by one. `end()` is the loss of power: nothing of the script runs again.
 */
export class ScriptWorld {
  // biome-ignore lint/suspicious/noExplicitAny: the script's global object holds whatever the script puts there
  readonly globals: any;
  private readonly listeners = new WeakMap<object, Map<string, ScriptFunction[]>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private tasks: (() => void)[] = [];
  private turn: NodeJS.Immediate | undefined;
  private hasPower = true;
  private isOutOfMemory = false;

  constructor(private readonly sources: WorldSources) {
    // An ordinary global object: Node's contextified one looks every variable up twice
    const context = createContext(constants.DONT_CONTEXTIFY);
    this.globals = runInContext('globalThis', context);
    shapeBuiltIns(context, {
      nowMs: sources.nowMs,
      random: sources.random,
      later: (task) => this.later(task),
      unhandled: (reason) => this.report(this.error(`Unhandled promise rejection: ${errorText(reason)}`)),
    });
  }

  /** Runs `task` after the current code; an exception in it is printed and ends only the task. */
  later(task: () => void): void {
    if (!this.hasPower) return;
    this.tasks.push(task);
    this.turn ??= setImmediate(() => this.runTasks());
  }

  /** Runs `task` in `delayMs`, as a task of the loop. Gives what cancels it. */
  after(delayMs: number, task: () => void): () => void {
    if (!this.hasPower) return () => {};
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.run(task);
    }, delayMs);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  /** Runs `task` now. An exception is printed as "Uncaught …" and the device lives on; false when there was one. */
  run(task: () => void): boolean {
    if (!this.hasPower) return false;
    try {
      this.interruptible(task);
      return true;
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /** Runs `task` now; one that has no end may end in an exception. */
  interruptible(task: () => void): void {
    const { interruptible } = this.sources;
    if (interruptible) interruptible(task, () => this.error('Execution Interrupted', 'InternalError'));
    else task();
  }

  /** The same, for code that may find the memory full: then it does not run, and gives false. */
  runUnlessOutOfMemory(task: () => void): boolean {
    if (!this.isOutOfMemory) {
      this.run(task);
      return true;
    }
    this.isOutOfMemory = false;
    this.sources.print('Out of Memory!');
    return false;
  }

  /** The next timer or data handler finds the memory full: no exception, Espruino just stops what runs. */
  fillMemory(): void {
    this.isOutOfMemory = true;
  }

  /** Queues the listeners of `event` on `target`; emitting is asynchronous on the chip. */
  emit(target: object, event: string, ...values: unknown[]): void {
    for (const listener of this.listenersOf(target, event)) this.later(() => listener.apply(target, values));
  }

  /** The listeners of `event` on `target`, a copy. */
  listenersOf(target: object, event: string): ScriptFunction[] {
    return [...(this.listeners.get(target)?.get(event) ?? [])];
  }

  /** Replaces the listeners of `event` on `target`. */
  setListeners(target: object, event: string, listeners: ScriptFunction[]): void {
    const ofTarget = this.listeners.get(target) ?? new Map<string, ScriptFunction[]>();
    this.listeners.set(target, ofTarget.set(event, listeners));
  }

  /** `value` (plain data) as an object of the script's own, with the script's prototypes. */
  copy<T>(value: T): T {
    if (typeof value !== 'object' || value === null) return value;
    const copied = Array.isArray(value) ? this.globals.Array() : this.globals.Object();
    for (const [key, item] of Object.entries(value)) copied[key] = this.copy(item);
    return copied;
  }

  /** An object of the script's own with the methods `names` of `owner`. */
  expose<T extends object>(owner: T, names: (keyof T & string)[]): Record<string, unknown> {
    const object = this.globals.Object();
    for (const name of names) object[name] = (owner[name] as ScriptFunction).bind(owner);
    return object;
  }

  /** An error as the script sees it, to be thrown. */
  error(message: string, type: 'Error' | 'InternalError' | 'SyntaxError' = 'Error'): Error {
    if (type !== 'SyntaxError') return new this.globals[type](message);
    return new this.globals.SyntaxError(message);
  }

  /**
   * Prints `error` as Espruino prints what nobody caught, or gives it to `process.on('uncaughtException')`. `line` of the
   * console: what was run, to show the place in it.
   */
  report(error: unknown, line?: string): void {
    const handlers = this.listenersOf(this.globals.process ?? {}, 'uncaughtException');
    for (const handler of handlers) this.later(() => handler(error));
    if (handlers.length > 0) return;
    this.sources.print(`Uncaught ${errorText(error)}`);
    for (const place of errorPlace(error, line)) this.sources.print(place);
  }

  /** Takes the power away. */
  end(): void {
    this.hasPower = false;
    this.tasks = [];
    clearImmediate(this.turn);
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** What a task queues itself waits for the next turn: between two turns the sockets and timers of others have theirs. */
  private runTasks(): void {
    const tasks = this.tasks;
    this.tasks = [];
    this.turn = undefined;
    for (const task of tasks) this.run(task);
  }
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return printText(error);
  return 'message' in error ? String(error).replace(UNDEFINED_NAME, '"$1" is not defined') : '[object Object]';
}

/** Node's words for it, which Espruino says with quotes. */
const UNDEFINED_NAME = /\b([\w$]+) is not defined$/;
const PLACE = new RegExp(`(${SCRIPT_NAME}|${CONSOLE_NAME}):(\\d+):(\\d+)`);

/** Where in the script it was; of a line of the console the text too, with a caret under the place. */
function errorPlace(error: unknown, line = ''): string[] {
  const found = PLACE.exec((error as Error | undefined)?.stack ?? '');
  if (!found) return [];
  const [, name, row = '1', column = '1'] = found;
  const text = line.split('\n')[Number(row) - 1] ?? '';
  // the place may lie in a program, or in a line of the console before this one
  if (name === SCRIPT_NAME || Number(column) > text.length) return [`    at :${row}:${column}`];
  return [`    at ${name} (:${row}:${column})`, text, `${' '.repeat(Number(column) - 1)}^`];
}
