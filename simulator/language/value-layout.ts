/** A value in a list or an object, written down. */
export interface Item {
  text: string;
  /** Stands on a line of its own. */
  isLong: boolean;
}

/** Stands for what is left out. */
export const CUT = ' ... ';
const INDENT = '  ';
/** A longer list is shown with its middle cut out. */
const LONGEST_LIST = 15;
const LIST_ENDS = 5;

/** All but numbers and the like have a line of their own. */
export function isLong(value: unknown): boolean {
  return !(value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean');
}

export function compact(items: Item[]): string {
  return items.map((item) => item.text).join(',');
}

/** Long items begin a line, and so does what follows one, or `mostOnLine` others. `depth`: 1 for what is in nothing else. */
export function pretty(items: Item[], depth: number, mostOnLine = Infinity): string {
  let text = '';
  let onLine = 0;
  let isLineDue = false;
  for (const item of items) {
    onLine += 1;
    if (text !== '') text += ', ';
    if (isLineDue || item.isLong || onLine > mostOnLine) {
      text += lineBreak(depth);
      onLine = 0;
    }
    text += item.text;
    isLineDue = item.isLong;
  }
  return isLineDue ? text + lineBreak(depth - 1) : text;
}

export function withoutMiddle(items: Item[]): Item[] {
  if (items.length <= LONGEST_LIST) return items;
  const [first, ...rest] = items.slice(-LIST_ENDS) as [Item, ...Item[]];
  return [...items.slice(0, LIST_ENDS), { ...first, text: CUT + first.text }, ...rest];
}

function lineBreak(depth: number): string {
  return `\n${INDENT.repeat(depth)}`;
}
