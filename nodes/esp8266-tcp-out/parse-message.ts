import { inspect } from 'node:util';
import { LEAST_INTERVAL_MS, MOST_INTERVAL_MS } from '../../protocol/packet';
import { isDeviceId } from '../../protocol/report';
import type { ReadingName, RunningSettings } from '../../protocol/safe-reading';

/** What a message asks for: readings that are confirmed, or settings for one chip. */
export type Request =
  | { kind: 'confirm'; readings: ReadingName[]; unnamed: number; failure?: FailedRequestError }
  | { kind: 'set'; id: string; settings: RunningSettings };

/** A message that asks for settings that cannot be. */
export class SettingsError extends Error {
  readonly code = 'bad-settings';
}

/** A reading comes from an HTTP request that did not do what it should: it is not safe anywhere. */
export class FailedRequestError extends Error {
  readonly code = 'failed-request';
}

/** A message as a flow may have left it: nothing of it is certain. */
interface AnyMessage {
  action?: unknown;
  payload?: unknown;
  topic?: unknown;
  device?: unknown;
  seq?: unknown;
  confirms?: unknown;
  statusCode?: unknown;
}

/**
 * A message with a `seq` is a reading, and one with `confirms` has a list of them: they are confirmed. Without either, or
 * with the action `set`, a payload of settings is for the chip named by `device.id` or the topic. Throws SettingsError, and
 * FailedRequestError; where that is so for some of a list only, it is its `failure`.
 */
export function parseMessage(message: AnyMessage): Request {
  const { action, confirms, seq, payload } = message;
  if (action === 'set') return settingsIn(message);
  const isList = Array.isArray(confirms);
  if (!isList && seq === undefined && isObject(payload) && 'interval' in payload) return settingsIn(message);
  const failure = failureIn(message);
  if (failure !== undefined) throw failure;
  return confirmAll(isList ? confirms : [message]);
}

function confirmAll(messages: unknown[]): Request {
  const readings: ReadingName[] = [];
  let unnamed = 0;
  let failure: FailedRequestError | undefined;
  for (const message of messages) {
    const name = nameOf(message);
    const ownFailure = failureIn(message);
    failure ??= ownFailure;
    if (ownFailure !== undefined) continue;
    if (name !== undefined) readings.push(name);
    else if (!isPlain(message)) unnamed++;
  }
  return { kind: 'confirm', readings, unnamed, ...(failure === undefined ? {} : { failure }) };
}

/** Node-RED's `http request` node also passes on what was refused (500) or reached nobody (ECONNREFUSED). */
function failureIn(message: unknown): FailedRequestError | undefined {
  const statusCode = isObject(message) ? message.statusCode : undefined;
  if (statusCode === undefined || (Number(statusCode) >= 200 && Number(statusCode) < 300)) return undefined;
  const advice = 'expected 200 to 299; where that does not matter, delete msg.statusCode before';
  return new FailedRequestError(`not confirmed, for msg.statusCode is ${shown(statusCode)}: ${advice}`);
}

function nameOf(message: unknown): ReadingName | undefined {
  if (!isObject(message) || !isObject(message.device)) return undefined;
  const { seq, device } = message;
  const { id, boot } = device as { id?: unknown; boot?: unknown };
  if (typeof id !== 'string' || !isNumber(boot) || !isNumber(seq)) return undefined;
  return { id, boot, seq };
}

/** A plain reading: its chip does not wait for an answer, so there is nothing to confirm and nothing to tell. */
function isPlain(message: unknown): boolean {
  return isObject(message) && isObject(message.device) && 'id' in message.device && !('boot' in message.device);
}

function settingsIn({ payload, device, topic }: AnyMessage): Request {
  const id = isObject(device) ? device.id : topic;
  if (!isDeviceId(id)) {
    const got = id === '' ? 'nothing' : shown(id);
    throw new SettingsError(`settings need the id of a chip as msg.device.id, or as msg.topic; got ${got}`);
  }
  const { interval, ...others } = isObject(payload) ? payload : {};
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new SettingsError(`expected interval as the only setting, got ${unknown} too`);
  const isRight = Number.isInteger(interval) && Number(interval) >= LEAST_INTERVAL_MS;
  if (!isRight || Number(interval) > MOST_INTERVAL_MS) {
    const bounds = `a whole number of ms from ${LEAST_INTERVAL_MS} to ${MOST_INTERVAL_MS}`;
    throw new SettingsError(`msg.payload.interval must be ${bounds}, got ${shown(interval)}`);
  }
  return { kind: 'set', id, settings: { interval: Number(interval) } };
}

/** What somebody gave may be anything; a long text is cut. */
function shown(value: unknown): string {
  return value === undefined ? 'nothing' : inspect(value, { depth: 0, maxStringLength: 80, breakLength: Infinity });
}

/** As power-ups and readings are counted. */
function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
