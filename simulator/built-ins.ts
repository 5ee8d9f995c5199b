import { Script } from 'node:vm';

/** What the chip's `Date`, `Math.random` and promises need from the runtime. */
export interface BuiltInSources {
  /** Milliseconds since 1970 by the chip's clock, with a fraction. */
  nowMs(): number;
  /** From 0 to 1. */
  random(): number;
  /** Runs `task` after the code that runs now. */
  later(task: () => void): void;
  /** A promise was rejected and nobody looked. */
  unhandled(reason: unknown): void;
}

/** Makes the JavaScript of `globals` (a fresh context) that of the chip: takes away what Espruino lacks, bends what differs. */
export function shapeBuiltIns(context: object, sources: BuiltInSources): void {
  SHAPE.runInContext(context)(KEPT, sources);
  PROMISE.runInContext(context)(sources);
}

/**
 * The built-in names that the interpreter has, by owner; everything else goes. Source: each name of Node's was looked
 * up on the interpreter itself, release 2v29.
 */
const KEPT: Record<string, string> = {
  globalThis:
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Date RegExp Error ' +
    'ReferenceError SyntaxError TypeError globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array ' +
    'Uint32Array Int32Array Uint8ClampedArray Float32Array Float64Array DataView decodeURIComponent encodeURIComponent ' +
    'eval isFinite isNaN',
  Array: 'length name prototype isArray',
  'Array.prototype':
    'length constructor concat fill find findIndex pop push reverse shift unshift slice sort splice includes indexOf join ' +
    'forEach filter map every some reduce toString',
  String: 'length name prototype fromCharCode',
  'String.prototype':
    'length constructor charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat ' +
    'replace replaceAll slice split substr substring startsWith toString trim toLowerCase toUpperCase valueOf',
  Number: 'length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
  'Number.prototype': 'constructor toFixed toString valueOf',
  Object:
    'length name prototype assign getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames create ' +
    'defineProperties defineProperty getPrototypeOf setPrototypeOf keys entries fromEntries values',
  'Object.prototype': 'constructor hasOwnProperty toString valueOf __proto__',
  'Function.prototype': 'length constructor apply bind call toString',
  'RegExp.prototype': 'constructor exec source toString test flags global ignoreCase multiline unicode sticky',
  Date: 'length name prototype now parse',
  'Date.prototype':
    'constructor toString toISOString toUTCString getDate setDate getDay getFullYear setFullYear getHours setHours ' +
    'getMilliseconds setMilliseconds getMinutes setMinutes getMonth setMonth getSeconds setSeconds getTime setTime ' +
    'getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth ' +
    'getUTCSeconds valueOf toJSON',
  'Object.getPrototypeOf(Uint8Array.prototype)':
    'constructor buffer byteLength byteOffset length every fill filter find findIndex forEach includes indexOf join map ' +
    'reverse reduce set slice some sort subarray toString',
  'ArrayBuffer.prototype': 'constructor byteLength',
  Error: 'length name prototype',
  Math:
    'abs acos asin atan atan2 ceil cos exp floor log max min pow random round sign sin sqrt tan E LN10 LN2 LOG10E LOG2E ' +
    'PI SQRT1_2 SQRT2',
  JSON: 'parse stringify',
};

// Both functions below run inside of the chip's context: there, and only there, Array or Error are the script's own.
// They are given as text, so nothing outside of their braces can be used.
const SHAPE = new Script(`(${shape.toString()})`);
const PROMISE = new Script(`(${definePromise.toString()})`);

function shape(kept: Record<string, string>, sources: BuiltInSources): void {
  // biome-ignore lint/suspicious/noExplicitAny: the built-ins are bent here, which their types forbid
  type Any = any;
  // biome-ignore lint/security/noGlobalEval: the owners are named in the table above
  const owners = Object.keys(kept).map((path) => [eval(path), kept[path]?.split(' ')] as [Any, string[]]);
  const { fromCharCode } = String;
  const { split } = String.prototype;
  const NodeDate = Date;

  for (const [owner, names] of owners) {
    for (const name of Object.getOwnPropertyNames(owner)) if (!names.includes(name)) delete owner[name];
  }
  const own: Any = globalThis;
  own.global = globalThis;

  String.fromCharCode = (...codes) => fromCharCode(...codes.map((code) => code & 0xff));
  // Espruino ignores the limit
  String.prototype.split = function (this: string, separator: Any) {
    return split.call(this, separator);
  } as Any;
  Math.random = sources.random;
  Math.round = (value) => (value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5));
  (Math as Any).clip = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  (Math as Any).wrap = (value: number, size: number) => ((value % size) + size) % size;
  (Math as Any).randInt = (range: number) => Math.floor(sources.random() * range);

  own.Date = function (this: unknown, ...parts: Any[]) {
    const date = parts.length === 0 ? new NodeDate(sources.nowMs()) : new NodeDate(...(parts as [Any]));
    return this === undefined || this === own ? date.toString() : date;
  };
  own.Date.prototype = NodeDate.prototype;
  NodeDate.prototype.constructor = own.Date;
  own.Date.now = sources.nowMs;
  own.Date.parse = NodeDate.parse;

  own.InternalError = function (this: Any, message: string) {
    const error: Any = new Error(message);
    error.name = 'InternalError';
    return error;
  };
}

/** Espruino's promises: constructor, then, catch, all, resolve, reject; a rejection that nobody takes is printed. */
function definePromise(sources: BuiltInSources): void {
  // biome-ignore lint/suspicious/noExplicitAny: a promise holds whatever the script puts into it
  type Any = any;

  class ChipPromise {
    private state: 'waiting' | 'resolved' | 'rejected' = 'waiting';
    private value: Any;
    private isTaken = false;
    private readonly waiting: (() => void)[] = [];

    constructor(executor: (resolve: (value: Any) => void, reject: (reason: Any) => void) => void) {
      try {
        executor(
          (value) => this.follow(value),
          (reason) => this.settle('rejected', reason),
        );
      } catch (error) {
        this.settle('rejected', error);
      }
    }

    // biome-ignore lint/suspicious/noThenProperty: this is a promise
    then(onResolved?: (value: Any) => Any, onRejected?: (reason: Any) => Any): ChipPromise {
      this.isTaken = true;
      return new ChipPromise((resolve, reject) => {
        const react = () => {
          const handler = this.state === 'resolved' ? onResolved : onRejected;
          try {
            if (handler) resolve(handler(this.value));
            else if (this.state === 'resolved') resolve(this.value);
            else reject(this.value);
          } catch (error) {
            reject(error);
          }
        };
        if (this.state === 'waiting') this.waiting.push(react);
        else sources.later(react);
      });
    }

    catch(onRejected: (reason: Any) => Any): ChipPromise {
      return this.then(undefined, onRejected);
    }

    static resolve(value: Any): ChipPromise {
      return new ChipPromise((resolve) => resolve(value));
    }

    static reject(reason: Any): ChipPromise {
      return new ChipPromise((_, reject) => reject(reason));
    }

    static all(promises: Any[]): ChipPromise {
      return new ChipPromise((resolve, reject) => {
        const values: Any[] = [];
        let missing = promises.length;
        if (missing === 0) resolve(values);
        promises.forEach((promise, index) => {
          ChipPromise.resolve(promise).then((value) => {
            values[index] = value;
            missing -= 1;
            if (missing === 0) resolve(values);
          }, reject);
        });
      });
    }

    private follow(value: Any): void {
      if (typeof value?.then !== 'function') this.settle('resolved', value);
      else
        value.then(
          (inner: Any) => this.follow(inner),
          (reason: Any) => this.settle('rejected', reason),
        );
    }

    private settle(state: 'resolved' | 'rejected', value: Any): void {
      if (this.state !== 'waiting') return;
      this.state = state;
      this.value = value;
      for (const react of this.waiting) sources.later(react);
      if (state === 'rejected') sources.later(() => this.isTaken || sources.unhandled(value));
    }
  }
  (globalThis as Any).Promise = ChipPromise;
}
