import { Script } from 'node:vm';
import { type BuiltInSources, definePromise } from './chip-promise';

/** Makes the JavaScript of `globals` (a fresh context) that of the chip: takes away what Espruino lacks, bends what differs. */
export function shapeBuiltIns(context: object, sources: BuiltInSources): void {
  KEEP_ONLY.runInContext(context)(KEPT);
  BEND.runInContext(context)(sources);
  DEFINE_DATE.runInContext(context)(sources);
  DEFINE_PROMISE.runInContext(context)(sources);
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
  // without its limit an error knows no place
  Error: 'length name prototype stackTraceLimit',
  Math:
    'abs acos asin atan atan2 ceil cos exp floor log max min pow random round sign sin sqrt tan E LN10 LN2 LOG10E LOG2E ' +
    'PI SQRT1_2 SQRT2',
  JSON: 'parse stringify',
};

// These functions run inside of the chip's context: there, and only there, Array or Error are the script's own. They are
// given as text, so nothing outside of their braces can be used.
const KEEP_ONLY = new Script(`(${keepOnly.toString()})`);
const BEND = new Script(`(${bend.toString()})`);
const DEFINE_DATE = new Script(`(${defineDate.toString()})`);
const DEFINE_PROMISE = new Script(`(${definePromise.toString()})`);

// biome-ignore lint/suspicious/noExplicitAny: the built-ins are taken apart here, which their types forbid
type Any = any;

function keepOnly(kept: Record<string, string>): void {
  // biome-ignore lint/security/noGlobalEval: the owners are named in the table above
  const owners = Object.keys(kept).map((path) => [eval(path), kept[path]?.split(' ')] as [Any, string[]]);
  for (const [owner, names] of owners) {
    for (const name of Object.getOwnPropertyNames(owner)) if (!names.includes(name)) delete owner[name];
  }
}

function bend(sources: BuiltInSources): void {
  const own: Any = globalThis;
  const { fromCharCode } = String;
  const { split } = String.prototype;
  own.global = globalThis;
  String.fromCharCode = (...codes) => fromCharCode(...codes.map((code) => code & 0xff));
  // Espruino ignores the limit
  String.prototype.split = function (this: string, separator: Any) {
    return split.call(this, separator);
  } as Any;
  Math.random = sources.random;
  Math.round = (value) => (value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5));
  own.Math.clip = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  own.Math.wrap = (value: number, size: number) => ((value % size) + size) % size;
  own.Math.randInt = (range: number) => Math.floor(sources.random() * range);
  own.InternalError = function (this: Any, message: string) {
    const error: Any = new Error(message);
    error.name = 'InternalError';
    return error;
  };
}

function defineDate(sources: BuiltInSources): void {
  const own: Any = globalThis;
  const NodeDate = Date;
  own.Date = function (this: unknown, ...parts: Any[]) {
    const date = parts.length === 0 ? new NodeDate(sources.nowMs()) : new NodeDate(...(parts as [Any]));
    return this === undefined || this === own ? date.toString() : date;
  };
  own.Date.prototype = NodeDate.prototype;
  NodeDate.prototype.constructor = own.Date;
  own.Date.now = sources.nowMs;
  own.Date.parse = NodeDate.parse;
}
