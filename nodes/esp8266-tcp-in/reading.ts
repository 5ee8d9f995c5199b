import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../../protocol/protocol-error';
import { type JsonValue, parseReport, type Report } from '../../protocol/report';

/** What a payload is made of: `auto` is a number where it is one, else JSON, else text. */
export type PayloadType = 'auto' | 'number' | 'text' | 'JSON' | 'buffer';

/** A frame under the node's payload setting: the payloads of a report (one for each reading) or of a plain frame. */
export type Frame = { report: Report; payloads: unknown[] } | { report: undefined; payload: unknown };

/** Refused for what it holds; `isReport` says that the client waits for an answer. */
export class BadFrame extends ProtocolError {
  constructor(
    override readonly code: 'bad-reading' | 'bad-report',
    message: string,
    readonly isReport: boolean,
  ) {
    super(code, message);
  }
}

/** No digit may fit two parts of it: a long row of them followed by a letter would be tried in every division. */
const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** The frame in `bytes`. Throws BadFrame `bad-report` or `bad-reading`. */
export function parseFrame(bytes: Buffer, payloadType: PayloadType): Frame {
  const decoded = bytes.toString('utf8');
  // U+FFFD stands where bytes are not UTF-8, or was sent as such: only then it is worth another look.
  const isText = !decoded.includes('\ufffd') || isUtf8(bytes);
  const text = isText ? decoded : bytes.toString('latin1');
  const report = reportIn(text);
  if (!isText && (report !== undefined || payloadType !== 'buffer')) {
    throw new BadFrame('bad-reading', `expected UTF-8 text, got other bytes: ${shown(text)}`, report !== undefined);
  }
  if (report !== undefined) return { report, payloads: reportPayloads(report, payloadType) };
  return { report, payload: PLAIN[payloadType](text, bytes) };
}

function reportIn(text: string): Report | undefined {
  try {
    return parseReport(text);
  } catch (error) {
    throw new BadFrame('bad-report', (error as Error).message, true);
  }
}

const PLAIN: Record<PayloadType, (text: string, bytes: Buffer) => unknown> = {
  // A number that would arrive changed stays text, although JSON would take it.
  auto: (text) => (NUMBER.test(text) ? (exact(text) ?? text) : (json(text) ?? { value: text }).value),
  number: (text) => (NUMBER.test(text) ? exact(text) : undefined) ?? refuse('a number', text),
  text: (text) => text,
  JSON: (text) => (json(text) ?? refuse('JSON', text)).value,
  // A copy: the bytes are a view of a large chunk that a message in the flow must not keep alive.
  buffer: (_text, bytes) => Buffer.from(bytes),
};

function reportPayloads(report: Report, payloadType: PayloadType): unknown[] {
  return report.readings.map((reading) => {
    // null stands for what the chip could not take or send, and is counted as any other reading.
    if (reading === null || payloadType === 'auto' || payloadType === 'JSON') return reading;
    if (payloadType === 'number') {
      return typeof reading === 'number' ? reading : refuseReport('only numbers as readings', reading);
    }
    const text = asText(reading) ?? refuseReport('readings that text can hold', reading);
    return payloadType === 'text' ? text : Buffer.from(text);
  });
}

/** Undefined when it is nested deeper than JSON.stringify can follow; JSON.parse follows any depth. */
function asText(reading: JsonValue): string | undefined {
  if (typeof reading === 'string') return reading;
  try {
    return JSON.stringify(reading);
  } catch {
    return undefined;
  }
}

/** The number in `text`, but only what a number can hold: a longer row of digits would arrive changed. */
function exact(text: string): number | undefined {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const isExact = !Number.isInteger(value) || /[.e]/i.test(text);
  return Number.isFinite(value) && isExact ? value : undefined;
}

function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function refuse(expected: string, text: string): never {
  throw new BadFrame('bad-reading', `expected ${expected}, got ${shown(text)}`, false);
}

function refuseReport(expected: string, reading: JsonValue): never {
  const message = `expected ${expected}, got ${shown(asText(reading) ?? 'a value nested too deep')}`;
  throw new BadFrame('bad-reading', message, true);
}

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length > 80 ? `${quoted.slice(0, 80)}…` : quoted;
}
