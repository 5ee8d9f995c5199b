import { measure } from './settings';

/** What went wrong last, so that the console hears of a fault when it comes and not once a second. */
let lastFault = '';

/** The value of reading number `counter`: the counter itself, or the user's expression; null when that throws. */
export function takeReading(counter: number): unknown {
  if (!measure) return counter;
  try {
    const value = measure(counter);
    lastFault = '';
    return value;
  } catch (error) {
    const fault = '' + error;
    if (fault !== lastFault) console.log('fault', fault);
    lastFault = fault;
    return null;
  }
}

/**
 * `value` as JSON; `null` for what JSON cannot carry. All of it is ASCII, so its length is its bytes: the chip's strings are
 * bytes, and from 127 on its JSON writes each as `\u00C3`.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'function') return 'null';
  try {
    const text = JSON.stringify(value);
    // Espruino writes `undefined` for a function in an array and `...` for a cycle, and does not throw: ask its parser.
    JSON.parse(text);
    return text;
  } catch {
    return 'null';
  }
}
