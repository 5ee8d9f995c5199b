import { chipNumber } from './chip-text';
import { quoted } from './quoted-text';
import { CUT, compact, isLong, pretty, withoutMiddle } from './value-layout';

/** How a value is written down. */
interface Style {
  /** With spaces, and long items on lines of their own; otherwise what cannot be data is left out or null. */
  isPretty: boolean;
  /** With the middle of what is long cut out. */
  isShort: boolean;
  /** Every key in quotes. */
  isQuoted: boolean;
}

const CONSOLE: Style = { isPretty: true, isShort: true, isQuoted: false };
const PRINT: Style = { isPretty: true, isShort: false, isQuoted: true };
const DATA: Style = { isPretty: false, isShort: false, isQuoted: false };

/** `value` as the console shows it behind `=`. Source: jsfGetJSONWithCallback in src/jswrap_json.c. */
export function consoleText(value: unknown): string {
  return textOf(value, CONSOLE, []);
}

/** `value` as `print` shows it: a text as it is. */
export function printText(value: unknown): string {
  return typeof value === 'string' ? value : textOf(value, PRINT, []);
}

/** `value` as `E.toJS` and the answer to an EVAL packet have it: `{a:1,b:"x"}`. */
export function dataText(value: unknown): string {
  return textOf(value, DATA, []);
}

/** A longer text is shown with its middle cut out. */
const LONGEST_TEXT = 60;
const TEXT_ENDS = 27;
const ITEMS_ON_LINE = 4;

function textOf(value: unknown, style: Style, parents: object[]): string {
  if (value === undefined) return style.isPretty ? 'undefined' : 'null';
  if (typeof value === 'string') return stringText(value, style);
  if (typeof value === 'number') return chipNumber(value);
  if (typeof value === 'function') return functionText(value, style);
  if (typeof value !== 'object' || value === null) return String(value);
  if (parents.includes(value)) return CUT;
  const { toJSON } = value as { toJSON?: () => unknown };
  if (!style.isPretty && typeof toJSON === 'function') return textOf(toJSON.call(value), style, [...parents, value]);
  if (Array.isArray(value)) return listText(value, style, [...parents, value]);
  if (ArrayBuffer.isView(value)) return bytesText(value as unknown as ArrayLike<number>, nameOf(value), style);
  return objectText(value, style, [...parents, value]);
}

function listText(list: unknown[], style: Style, parents: object[]): string {
  const items = Array.from(list, (item) => ({ text: textOf(item, style, parents), isLong: isLong(item) }));
  if (!style.isPretty) return `[${compact(items)}]`;
  return `[ ${pretty(style.isShort ? withoutMiddle(items) : items, parents.length)} ]`;
}

function objectText(value: object, style: Style, parents: object[]): string {
  const name = style.isPretty ? nameOf(value) : 'Object';
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object Error]') return `${name}: ${String(value)}`;
  if (kind === '[object Date]') return `Date: ${String(value)}`;
  const items = Object.entries(value)
    .filter(([, item]) => style.isPretty || item !== undefined)
    .map(([key, item]) => ({ text: keyText(key, style) + textOf(item, style, parents), isLong: isLong(item) }));
  if (!style.isPretty) return `{${compact(items)}}`;
  const prefix = name === 'Object' ? '' : `${name}: `;
  return `${prefix}{ ${pretty(items, parents.length, ITEMS_ON_LINE)} }`;
}

function bytesText(bytes: ArrayLike<number>, name: string, style: Style): string {
  const items = Array.from(bytes, (byte) => ({ text: chipNumber(byte), isLong: false }));
  if (!style.isPretty) return `[${items.map((item) => item.text).join(',')}]`;
  if (Array.from(bytes).every((byte) => byte === 0)) return `new ${name}(${bytes.length})`;
  const shown = (style.isShort ? withoutMiddle(items) : items).map((item) => item.text);
  return `new ${name}([${shown.join(', ')}])`;
}

function functionText(value: object, style: Style): string {
  const source = Function.prototype.toString.call(value);
  // what the chip offers comes from outside of the script's own world
  const isNative = Object.getPrototypeOf(value) === Function.prototype || source.includes('[native code]');
  if (isNative) return 'function () { [native code] }';
  const parameters = /^(?:[^(]*\(([^)]*)\)|(\w+) *=>)/.exec(source)?.slice(1).join('') ?? '';
  return style.isShort ? `function (${parameters}) {${CUT}}` : source;
}

function keyText(key: string, style: Style): string {
  const isPlain = !style.isQuoted && /^([A-Za-z_$][\w$]*|\d+)$/.test(key);
  return `${isPlain ? key : quoted(key)}:${style.isPretty ? ' ' : ''}`;
}

function stringText(text: string, style: Style): string {
  if (!style.isShort || text.length <= LONGEST_TEXT) return quoted(text);
  return quoted(text.slice(0, TEXT_ENDS)) + CUT + quoted(text.slice(-TEXT_ENDS));
}

function nameOf(value: object): string {
  return value.constructor?.name || 'Object';
}
