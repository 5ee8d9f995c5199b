import { LEAST_INTERVAL_MS, MOST_INTERVAL_MS, type RunningSettings } from '../../protocol/safe-reading';

/** Which reading: device, power-up, number. */
export interface ReadingName {
  id: string;
  boot: number;
  seq: number;
}

/** What a message asks for: readings that are confirmed, or settings for one chip. */
export type Request =
  | { kind: 'confirm'; readings: ReadingName[]; unnamed: number }
  | { kind: 'set'; id: string; settings: RunningSettings };

/** A message that asks for settings that cannot be. */
export class SettingsError extends Error {
  readonly code = 'bad-settings';
}

/** A message as a flow may have left it: nothing of it is certain. */
interface AnyMessage {
  action?: unknown;
  payload?: unknown;
  topic?: unknown;
  device?: unknown;
  seq?: unknown;
  confirms?: unknown;
}

/**
 * A message with a `seq` is a reading, and one with `confirms` has a list of them: they are confirmed. Without either, or
 * with the action `set`, a payload of settings is for the chip named by `device.id` or the topic. Throws SettingsError.
 */
export function parseMessage(message: AnyMessage): Request {
  const { action, confirms, seq, payload } = message;
  if (action === 'set') return settingsIn(message);
  if (Array.isArray(confirms)) return confirmAll(confirms);
  if (seq === undefined && isObject(payload) && 'interval' in payload) return settingsIn(message);
  return confirmAll([message]);
}

function confirmAll(messages: unknown[]): Request {
  const readings: ReadingName[] = [];
  let unnamed = 0;
  for (const message of messages) {
    const name = nameOf(message);
    if (name !== undefined) readings.push(name);
    else if (!isPlain(message)) unnamed++;
  }
  return { kind: 'confirm', readings, unnamed };
}

function nameOf(message: unknown): ReadingName | undefined {
  if (!isObject(message) || !isObject(message.device)) return undefined;
  const { seq, device } = message;
  const { id, boot } = device as { id?: unknown; boot?: unknown };
  if (typeof id !== 'string' || typeof boot !== 'number' || typeof seq !== 'number') return undefined;
  return { id, boot, seq };
}

/** A plain reading: its chip does not wait for an answer, so there is nothing to confirm and nothing to tell. */
function isPlain(message: unknown): boolean {
  return isObject(message) && isObject(message.device) && 'id' in message.device && !('boot' in message.device);
}

function settingsIn({ payload, device, topic }: AnyMessage): Request {
  const id = isObject(device) ? device.id : topic;
  if (typeof id !== 'string' || id === '')
    throw new SettingsError('settings need the id of a chip as msg.device.id, or as msg.topic; got none');
  const { interval, ...others } = isObject(payload) ? payload : {};
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new SettingsError(`expected interval as the only setting, got ${unknown} too`);
  const isRight = Number.isInteger(interval) && Number(interval) >= LEAST_INTERVAL_MS;
  if (!isRight || Number(interval) > MOST_INTERVAL_MS) {
    const bounds = `a whole number of ms from ${LEAST_INTERVAL_MS} to ${MOST_INTERVAL_MS}`;
    throw new SettingsError(`msg.payload.interval must be ${bounds}, got ${JSON.stringify(interval) ?? 'nothing'}`);
  }
  return { kind: 'set', id, settings: { interval: Number(interval) } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
