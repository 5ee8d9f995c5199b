import { type AnsweredCode, ProtocolError } from './protocol-error';

/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/**
 * One report frame: consecutive readings of one device within one boot, oldest first. Reading i has number `seq + i`
 * and was taken at time of receipt - `age` + i x `every` (ms). `lost` counts what this boot had to drop so far.
 */
export interface Report {
  id: string;
  boot: number;
  seq: number;
  age: number;
  every: number;
  readings: JsonValue[];
  lost: number;
}

/** The server's one line for a report: safe up to number `ack`, perhaps with new settings; or a refusal. */
export type Answer = { ack: number; set?: { interval?: number } } | { error: AnsweredCode };

const DEVICE_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Bytes above 0x7f, written plainly or as the chip's own `JSON.stringify` writes them. */
const HIGH_BYTES = /[\u0080-\uffff]|\\u00[89a-fA-F]/;

/** Whether a device may be named so: 1 to 64 of `A-Z a-z 0-9 . _ -`. */
export function isDeviceId(value: unknown): value is string {
  return typeof value === 'string' && DEVICE_ID.test(value);
}

/** The report that `text` is, or undefined when it is a plain frame. Throws ProtocolError `bad-report`. */
export function parseReport(text: string): Report | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const value = parseJson(text);
  if (!isObject(value) || !('id' in value && 'seq' in value && 'readings' in value)) return undefined;
  return {
    id: deviceId(value.id),
    boot: wholeNumber(value, 'boot'),
    seq: wholeNumber(value, 'seq'),
    age: wholeNumber(value, 'age'),
    every: wholeNumber(value, 'every'),
    readings: readingList(value, HIGH_BYTES.test(text)),
    lost: value.lost === undefined ? 0 : wholeNumber(value, 'lost'),
  };
}

/** `report` as the JSON text of a frame, without line end; `lost` is left out when it is 0. */
export function formatReport({ lost, ...report }: Report): string {
  return JSON.stringify(lost === 0 ? report : { ...report, lost });
}

/** The answer in `text`. Throws ProtocolError `bad-report` when it is none. */
export function parseAnswer(text: string): Answer {
  const value = parseJson(text);
  if (isObject(value) && typeof value.error === 'string') return { error: value.error as AnsweredCode };
  if (!isObject(value)) throw new ProtocolError('bad-report', `expected an answer such as {"ack":122}, got ${text}`);
  const ack = wholeNumber(value, 'ack');
  return isObject(value.set) ? { ack, set: value.set } : { ack };
}

/** `answer` as a line, line end included: `{"ack":122}\r\n`. */
export function formatAnswer(answer: Answer): string {
  return `${JSON.stringify(answer)}\r\n`;
}

/**
 * The string that a chip without Unicode meant: when all characters of `value` are bytes and these are valid UTF-8, that
 * UTF-8. Objects and arrays are walked. Source: Espruino on ESP8266 is built without Unicode support.
 */
export function decodeByteStrings(value: JsonValue): JsonValue {
  if (typeof value === 'string') return decodeByteString(value);
  if (Array.isArray(value)) return value.map(decodeByteStrings);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [decodeByteString(key), decodeByteStrings(item)]),
  );
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeByteString(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text;
  try {
    return UTF8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deviceId(value: unknown): string {
  if (isDeviceId(value)) return value;
  throw badReport('id', '1 to 64 of A-Z a-z 0-9 . _ -', value);
}

function wholeNumber(fields: Record<string, unknown>, key: string): number {
  const value = fields[key];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw badReport(key, 'a whole number from 0', value);
}

function readingList({ readings, seq }: Record<string, unknown>, hasHighBytes: boolean): JsonValue[] {
  if (!Array.isArray(readings) || readings.length === 0)
    throw badReport('readings', 'an array with at least one reading', readings);
  if (!Number.isSafeInteger((seq as number) + (readings.length - 1)))
    throw badReport('seq', 'so low that each reading has a number of its own', seq);
  return hasHighBytes ? readings.map(decodeByteStrings) : readings;
}

function badReport(key: string, expected: string, value: unknown): ProtocolError {
  const got = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
  return new ProtocolError('bad-report', `"${key}" must be ${expected}, got ${got}; see the wire format in the help`);
}
