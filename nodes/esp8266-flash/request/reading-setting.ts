import { EspruinoSyntaxError, parseForChip } from '../../../protocol/espruino-syntax';
import type { Given } from './given';

const MOST_BYTES = 1000;
/** ECMA-262, section 12.3. */
const LINE_END = /\r\n?|[\n\u2028\u2029]/;

/** The expression for the reading, if there is one; parsed as the chip will, but never run here. */
export function parseReading(given: Given): string | undefined {
  const expected = `one JavaScript expression of at most ${MOST_BYTES} bytes, such as analogRead(A0)`;
  const expression = given.word(expected, (text) => Buffer.byteLength(text) <= MOST_BYTES);
  const fault = expression === undefined ? '' : faultIn(expression);
  if (fault) throw given.refusal(expected, { advice: fault });
  return expression;
}

/** Why the chip could not evaluate it, or nothing. Twice in other brackets, so that `1);(2` is none. */
function faultIn(expression: string): string {
  try {
    for (const [open, close] of ['()', '[]']) parseForChip(`${open}${expression}\n${close}`);
    return expression.includes('\0') ? 'it holds a NUL character; write \\x00' : '';
  } catch (error) {
    if (error instanceof EspruinoSyntaxError) return asTyped(error, expression);
    if (error instanceof RangeError) return 'it is nested too deeply';
    throw error;
  }
}

/** The fault as a person sees it, who typed neither the bracket before the expression nor what follows it. */
function asTyped({ message, construct, line, column }: EspruinoSyntaxError, expression: string): string {
  if (line > expression.split(LINE_END).length) return 'it is not complete';
  return line === 1 && column !== undefined ? `${construct} in column ${column - 1}` : message;
}
