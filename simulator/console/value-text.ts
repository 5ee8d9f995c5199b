import { chipNumber } from '../language/chip-text';
import { quoted } from './quoted-text';

/** How a value is written down. */
interface Style {
  isPretty: boolean;
  /** Undefined and what cannot be JSON is left out or null; a `toJSON` is asked. */
  isData: boolean;
}

/** `value` as the console shows it behind `=`. Source: jsfGetJSONWithCallback in src/jswrap_json.c. */
export function consoleText(value: unknown): string {
  return textOf(value, { isPretty: true, isData: false }, []);
}

/** `value` as `E.toJS` and the answer to an EVAL packet have it: `{a:1,b:"x"}`. */
export function dataText(value: unknown): string {
  return textOf(value, { isPretty: false, isData: true }, []);
}

const INDENT = '  ';
const CUT = ' ... ';
/** Longer lists and texts are shown with their middle cut out. */
const LONGEST_LIST = 15;
const LIST_ENDS = 5;
const LONGEST_TEXT = 60;
const TEXT_ENDS = 27;
const ITEMS_ON_LINE = 4;

function textOf(value: unknown, style: Style, parents: object[]): string {
  if (value === undefined) return style.isData ? 'null' : 'undefined';
  if (typeof value === 'string') return stringText(value, style);
  if (typeof value === 'number') return chipNumber(value);
  if (typeof value === 'function') return functionText(value, style);
  if (typeof value !== 'object' || value === null) return String(value);
  if (parents.includes(value)) return CUT;
  const { toJSON } = value as { toJSON?: () => unknown };
  if (style.isData && typeof toJSON === 'function') return textOf(toJSON.call(value), style, [...parents, value]);
  if (Array.isArray(value)) return listText(value, style, [...parents, value]);
  if (ArrayBuffer.isView(value)) return bytesText(value as unknown as ArrayLike<number>, nameOf(value), style);
  return objectText(value, style, [...parents, value]);
}

function listText(list: unknown[], style: Style, parents: object[]): string {
  const items = Array.from(list, (item) => ({ text: textOf(item, style, parents), isLong: isLong(item) }));
  const shown = style.isPretty ? withoutMiddle(items) : items;
  return joined(shown, style, parents.length, '[', ']');
}

function objectText(value: object, style: Style, parents: object[]): string {
  const name = style.isPretty ? nameOf(value) : 'Object';
  const own = Object.prototype.toString.call(value);
  if (own === '[object Error]' || own === '[object Date]') return `${name}: ${String(value)}`;
  const items = Object.entries(value)
    .filter(([, item]) => !style.isData || item !== undefined)
    .map(([key, item]) => {
      const colon = style.isPretty ? ': ' : ':';
      return { text: `${keyText(key)}${colon}${textOf(item, style, parents)}`, isLong: isLong(item) };
    });
  const prefix = name === 'Object' ? '' : `${name}: `;
  return prefix + joined(items, style, parents.length, '{', '}', ITEMS_ON_LINE);
}

interface Item {
  text: string;
  /** Stands on a line of its own. */
  isLong: boolean;
}

/** Long items begin a line, and so does what follows one, or `mostOnLine` others. */
function joined(
  items: Item[],
  style: Style,
  depth: number,
  open: string,
  close: string,
  mostOnLine = Infinity,
): string {
  if (!style.isPretty) return open + items.map((item) => item.text).join(',') + close;
  let text = '';
  let onLine = 0;
  let isLineDue = false;
  items.forEach((item, index) => {
    onLine += 1;
    if (index > 0) text += ', ';
    if (isLineDue || item.isLong || onLine > mostOnLine) {
      text += `\n${INDENT.repeat(depth)}`;
      onLine = 0;
    }
    text += item.text;
    isLineDue = item.isLong;
  });
  const end = isLineDue ? `\n${INDENT.repeat(depth - 1)}` : '';
  return `${open} ${text}${end} ${close}`;
}

function isLong(item: unknown): boolean {
  return !(item === undefined || item === null || typeof item === 'number' || typeof item === 'boolean');
}

function withoutMiddle(items: Item[]): Item[] {
  if (items.length <= LONGEST_LIST) return items;
  const [first, ...rest] = items.slice(-LIST_ENDS) as [Item, ...Item[]];
  return [...items.slice(0, LIST_ENDS), { ...first, text: CUT + first.text }, ...rest];
}

function bytesText(bytes: ArrayLike<number>, name: string, style: Style): string {
  const items = Array.from(bytes, (byte) => ({ text: chipNumber(byte), isLong: false }));
  if (style.isData) return `[${items.map((item) => item.text).join(',')}]`;
  if (Array.from(bytes).every((byte) => byte === 0)) return `new ${name}(${bytes.length})`;
  const shown = withoutMiddle(items).map((item) => item.text);
  return `new ${name}([${shown.join(', ')}])`;
}

function functionText(value: object, style: Style): string {
  const source = Function.prototype.toString.call(value);
  // what the chip offers comes from outside of the script's own world
  const isNative = Object.getPrototypeOf(value) === Function.prototype || source.includes('[native code]');
  if (isNative) return 'function () { [native code] }';
  const parameters = /^(?:[^(]*\(([^)]*)\)|(\w+) *=>)/.exec(source)?.slice(1).join('') ?? '';
  return style.isPretty ? `function (${parameters}) {${CUT}}` : source;
}

function keyText(key: string): string {
  return /^([A-Za-z_$][\w$]*|\d+)$/.test(key) ? key : quoted(key);
}

function stringText(text: string, style: Style): string {
  if (!style.isPretty || text.length <= LONGEST_TEXT) return quoted(text);
  return quoted(text.slice(0, TEXT_ENDS)) + CUT + quoted(text.slice(-TEXT_ENDS));
}

function nameOf(value: object): string {
  return value.constructor?.name || 'Object';
}
