import { MAX_PACKET_BYTES } from '../protocol/packet';
import { boot, id } from './identity';
import { blocks, forgetUpTo, loseUpTo, lost } from './queue';
import { sign, verified } from './signature';

/** Higher than any number in a report will be. */
const HIGHEST = 999999999999;
/** Refusals of a packet for what it holds; the third drops it, so that one bad reading does not stop all others. */
const FOR_CONTENT = ['too-long', 'bad-report', 'bad-reading'];

/** The numbers of the readings in the packet sent last. */
let sentFrom = 0;
let sentTo = 0;
let refusals = 0;

/** The oldest readings that wait as one report frame, or undefined when none wait. */
export function nextReport(): string | undefined {
  const block = blocks[0];
  if (!block) return undefined;
  sentFrom = block.seq;
  sentTo = block.seq + block.count - 1;
  // Espruino's milliseconds have fractions, and more of them than 32 bits hold: rounded, never `|0`
  const ageMs = Math.max(0, Math.round(Date.now() - block.takenAt));
  return formatReport(block, ageMs, block.count > 1 ? block.every : 0, lost);
}

/** Acts on the server's answer to the packet sent last. True when the packet is safe, or a part of it. */
export function takeAnswer(line: string, setIntervalMs: (ms: number) => void): boolean {
  const answer = parseAnswer(IS_SIGNED ? verified(line) : line);
  // what was said to another chip, or before a restart, may have been recorded
  if (IS_SIGNED && (answer.id !== id || answer.boot !== boot)) return false;
  if (typeof answer.error === 'string') refused(answer.error);
  if (typeof answer.ack !== 'number' || !(answer.ack >= sentFrom)) return false;
  refusals = 0;
  forgetUpTo(Math.min(answer.ack, sentTo)); // what was not sent cannot be safe
  console.log('ack', answer.ack);
  if (answer.set && typeof answer.set.interval === 'number') setIntervalMs(answer.set.interval);
  return true;
}

interface Answer {
  ack?: unknown;
  error?: unknown;
  set?: { interval?: unknown };
  id?: unknown;
  boot?: unknown;
}

function parseAnswer(line: string): Answer {
  try {
    // no array belongs here, and deeply nested ones would crash the chip: it has no guard for its stack
    if (line.indexOf('[') < 0) return (JSON.parse(line) as Answer | null) || {};
  } catch {
    // not JSON: then it says as little as an answer that says nothing
  }
  return {};
}

function refused(code: string): void {
  console.log('refused', code);
  if (FOR_CONTENT.indexOf(code) < 0 || ++refusals < 3) return;
  refusals = 0;
  loseUpTo(sentTo);
}

/** By hand and not by JSON.stringify, for the readings are JSON already. */
function formatReport(block: { seq: number; text: string }, age: number, every: number, dropped: number): string {
  const head = '{"id":"' + id + '","boot":' + boot + ',"seq":' + block.seq + ',"age":' + age + ',"every":' + every;
  const readings = ',"readings":[' + block.text.replaceAll('\n', ',') + ']}';
  const report = head + (dropped ? ',"lost":' + dropped : '') + readings;
  return (IS_SIGNED ? sign(report) : report) + '\r\n';
}

/** How many characters of readings fit into a packet, whatever the numbers before them come to. */
export const room = MAX_PACKET_BYTES - formatReport({ seq: HIGHEST, text: '' }, HIGHEST, HIGHEST, HIGHEST).length;
