import { createHmac, timingSafeEqual } from 'node:crypto';

// The wire as its description says it, read a second time and from there only: nothing of the nodes or of protocol/ is
// used, or a fault that is in both would be seen by neither.

/** What the line of a client means to a server that gives numbers where there are some, else JSON, else text. */
export type Meaning =
  /** Nothing comes of it, and the connection goes on, unless the name is one of a time that is over. */
  | { kind: 'refused'; name?: BootName }
  /** Nothing comes of it or of what follows on the connection. */
  | { kind: 'last' }
  /** A reading that is one of `payloads`, each as JSON. */
  | { kind: 'plain'; payloads: string[] }
  | { kind: 'report'; report: MeantReport };

/** One power-up of a device. */
export interface BootName {
  id: string;
  boot: number;
}

/** Consecutive readings, each with the payloads as JSON that it may have. */
export interface MeantReport extends BootName {
  seq: number;
  payloads: string[][];
}

const LIMIT_BYTES = 512;
const SIGNATURE = /^ [0-9a-f]{40}$/;
const SIGNATURE_BYTES = 41;

/** What each line in `bytes` means, up to the one after which nothing counts any more. */
export function meanings(bytes: Buffer, { isWhole, key }: { isWhole: boolean; key: string | undefined }): Meaning[] {
  const found: Meaning[] = [];
  for (const line of lines(bytes, isWhole)) {
    const meaning = line.length > LIMIT_BYTES ? LAST : key === undefined ? meaningOf(line) : signedMeaning(line, key);
    found.push(meaning);
    if (meaning.kind === 'last') break;
  }
  return found;
}

const LAST: Meaning = { kind: 'last' };
const REFUSED: Meaning = { kind: 'refused' };

/** Without their ends; empty ones are none. What has no end counts only when the client closes cleanly. */
function lines(bytes: Buffer, isWhole: boolean): Buffer[] {
  const found: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    found.push(withoutReturn(bytes.subarray(start, end)));
    start = end + 1;
  }
  const rest = bytes.subarray(start);
  if (isWhole || rest.length > LIMIT_BYTES + 1) found.push(withoutReturn(rest));
  return found.filter((line) => line.length > 0);
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line;
}

function signedMeaning(line: Buffer, key: string): Meaning {
  const text = line.subarray(0, Math.max(0, line.length - SIGNATURE_BYTES));
  const signature = line.subarray(text.length).toString('latin1');
  const right = createHmac('sha1', key).update(text).digest('hex');
  if (!SIGNATURE.test(signature) || !timingSafeEqual(Buffer.from(signature.slice(1)), Buffer.from(right))) return LAST;
  const meaning = meaningOf(text);
  if (meaning.kind === 'report') return meaning;
  const name = nameIn(text);
  return meaning.kind === 'refused' && name !== undefined ? { kind: 'refused', name } : LAST;
}

/** What is meant as a report and is refused can be answered only where it says whom: the answer repeats it. */
function nameIn(text: Buffer): BootName | undefined {
  const value = parsed(text.toString());
  if (!isMeantAsReport(value) || typeof value.id !== 'string' || !Number.isSafeInteger(value.boot)) return undefined;
  return { id: value.id, boot: value.boot as number };
}

function meaningOf(line: Buffer): Meaning {
  const text = utf8(line);
  if (text === undefined) return REFUSED;
  const value = parsed(text);
  if (!isMeantAsReport(value)) return plain(text, value);
  const { id, boot, seq, age, every, readings, lost = 0 } = value;
  const numbers = [boot, seq, age, every, lost];
  if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id) || !numbers.every(isWholeNumber)) return REFUSED;
  if (!Array.isArray(readings) || readings.length === 0) return REFUSED;
  if (!isWholeNumber((seq as number) + (readings.length - 1))) return REFUSED;
  return { kind: 'report', report: { id, boot: boot as number, seq: seq as number, payloads: readings.map(shapes) } };
}

function isMeantAsReport(value: unknown): value is Record<string, unknown> {
  return isObject(value) && ['id', 'seq', 'readings'].every((key) => Object.hasOwn(value, key));
}

/** As a number only where no digit of it is changed, and then never as anything else. */
function plain(text: string, value: unknown): Meaning {
  const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
  if (!isNumber) return { kind: 'plain', payloads: [JSON.stringify(value === undefined ? text : value)] };
  const number = Number(text);
  const isWhole = /^\s*[+-]?\d+\s*$/.test(text);
  const isChanged = !Number.isFinite(number) || (isWhole && BigInt(text.trim().replace('+', '')) !== BigInt(number));
  const asText = isChanged || (isWhole && !Number.isSafeInteger(number)) ? [JSON.stringify(text)] : [];
  return { kind: 'plain', payloads: isChanged ? asText : [JSON.stringify(number), ...asText] };
}

/** A chip without Unicode sends the bytes of a text as characters: as sent, or as it was meant. */
function shapes(reading: unknown): string[] {
  return [JSON.stringify(reading), JSON.stringify(meant(reading))];
}

function meant(value: unknown): unknown {
  if (typeof value === 'string') return utf8(Buffer.from(value, 'latin1'), value) ?? value;
  if (Array.isArray(value)) return value.map(meant);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [meant(key), meant(item)]));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined when it is none, or when `bytes` do not hold all of `of`. */
function utf8(bytes: Buffer, of?: string): string | undefined {
  if (of !== undefined && bytes.toString('latin1') !== of) return undefined;
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
