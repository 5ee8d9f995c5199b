import type { ProgramSource } from '../flash-request';
import { Given } from './given';
import { pathOf } from './image-setting';
import { type Inputs, isPlainObject, refuseUnknownKeys } from './inputs';

/** What the larger build's Storage holds; the job knows better which chip it is. */
const MOST_BYTES = 192 * 1024;
const EXPECTED = `JavaScript of 1 to ${MOST_BYTES} bytes`;

/**
 * What the chip shall run: the firmware of this package, or a person's own JavaScript. In a message it is that text,
 * `{file}` with its path, or `'firmware'`. Whether the chip can run it is looked at when it is sent. Throws FlashError
 * `bad-request`.
 */
export function parseProgram(inputs: Inputs): ProgramSource {
  const override = inputs.override('program');
  if (override) return programInMessage(override);
  const source = inputs.ofNode('programSource').choice(['firmware', 'script']) ?? 'firmware';
  return source === 'firmware' ? { kind: 'firmware' } : scriptOf(inputs.ofNode('script'));
}

function programInMessage(given: Given): ProgramSource {
  const { value, name } = given;
  if (value === 'firmware') return { kind: 'firmware' };
  if (!isPlainObject(value)) return scriptOf(given);
  refuseUnknownKeys(value, ['file'], name);
  return { kind: 'file', path: pathOf(new Given(`${name}.file`, value.file, 'message')) };
}

/** The script itself stays out of the error text: it may name a password. */
function scriptOf(given: Given): ProgramSource {
  const { value } = given;
  const isRight = typeof value === 'string' && value.trim() !== '' && Buffer.byteLength(value) <= MOST_BYTES;
  if (isRight) return { kind: 'script', code: value };
  if (typeof value === 'string' && value.trim() === '') throw given.refusal(EXPECTED, { advice: 'it is empty' });
  const advice = typeof value === 'string' ? `it has ${Buffer.byteLength(value)} bytes` : '';
  throw given.refusal(EXPECTED, { advice, isSecret: true });
}
