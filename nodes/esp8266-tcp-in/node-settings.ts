import { DEFAULT_PORT, MAX_PACKET_BYTES } from '../../protocol/packet';
import { type SigningKey, signingKey } from '../../protocol/signature';
import { AllowList } from './allow-list';
import type { ServerSettings } from './device-server';
import type { TrackerSettings } from './device-tracker';
import type { PayloadType } from './reading';
import type { AnswerSettings } from './report-answers';

/** Everything that a person may set, checked. */
export interface NodeSettings extends ServerSettings, TrackerSettings, AnswerSettings {
  payloadType: PayloadType;
  /** Undefined: the id of the device. */
  topic: string | undefined;
  /** Not empty: only reports signed with one of these are taken. */
  keys: SigningKey[];
}

/** A setting that cannot be; the message says what was expected, what came, and what to do. */
export class SettingError extends Error {
  readonly code = 'bad-setting';

  constructor(
    readonly setting: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${setting} ${message}`, options);
  }
}

const MAX_DEVICES = 20_000;
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const SECONDS = 1000;

/**
 * The settings in a node's properties and credentials, each a string, a number, or absent for its default. Times there are in seconds.
 * An empty property is not absent: it may be an environment variable that nobody set. Throws SettingError.
 */
export function parseSettings(config: Record<string, unknown>, topic: string | undefined): NodeSettings {
  const number = (key: string, bounds: Bounds) => parseNumber(key, config[key], bounds);
  return {
    port: number('port', { least: 1, most: 65_535, isWhole: true, absent: DEFAULT_PORT }),
    bindAddress: String(config.bindAddress ?? '').trim(),
    payloadType: parseChoice('payloadType', config.payloadType, ['auto', 'number', 'text', 'JSON', 'buffer']),
    frameEnd: parseChoice('frameEnd', config.frameEnd, ['line', 'connection']),
    counterMode: parseChoice('counterMode', config.counterMode, ['auto', 'always', 'never']),
    answerWhen: parseChoice('answerWhen', config.answerWhen, ['handed', 'confirmed']),
    confirmTimeoutMs: number('confirmTimeout', { least: 0.1, most: 300, isWhole: false, absent: 4 }) * SECONDS,
    maxFrameBytes: number('maxFrameBytes', {
      least: 1,
      most: MAX_FRAME_BYTES,
      isWhole: true,
      absent: MAX_PACKET_BYTES,
    }),
    idleTimeoutMs: number('idleTimeout', { least: 0, most: 86_400, isWhole: false, absent: 30 }) * SECONDS,
    maxConnections: number('maxConnections', { least: 0, most: 100_000, isWhole: true, absent: 1000 }),
    maxConnectionsPerAddress: number('maxConnectionsPerAddress', {
      least: 0,
      most: 100_000,
      isWhole: true,
      absent: 100,
    }),
    allowed: parseAllowList(config.allowedAddresses),
    offlineAfterMs: number('offlineAfter', { least: 0.1, most: 86_400, isWhole: false, absent: 5 }) * SECONDS,
    maxDevices: MAX_DEVICES,
    topic,
    keys: parseKeys(config),
  };
}

interface Bounds {
  least: number;
  most: number;
  isWhole: boolean;
  absent: number;
}

function parseNumber(key: string, value: unknown, { least, most, isWhole, absent }: Bounds): number {
  if (value === undefined || value === null) return absent;
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >= least && number <= most && (!isWhole || Number.isInteger(number))) {
    return number;
  }
  const kind = isWhole ? 'a whole number' : 'a number';
  const isUnset = value === '' || /^\$[({]/.test(String(value));
  const hint = isUnset ? '; if it names an environment variable, set that' : '';
  throw new SettingError(key, `must be ${kind} from ${least} to ${most}, got ${JSON.stringify(value)}${hint}`);
}

function parseChoice<Choice extends string>(key: string, value: unknown, choices: [Choice, ...Choice[]]): Choice {
  if (value === undefined || value === null) return choices[0];
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new SettingError(key, `must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`);
}

/** Secrets do not travel with a flow, and a lost credentials file takes them along: that must not let everybody in. */
function parseKeys(config: Record<string, unknown>): SigningKey[] {
  const keys = ['key', 'previousKey'].flatMap((name) => parseKey(name, config[name]));
  if (keys.length > 0 || config.signed !== true) return keys;
  throw new SettingError('key', 'is missing, and only signed reports shall be taken; give the key again');
}

/** The key itself stays out of the error text. Node-RED keeps no empty secret: one comes from an environment variable. */
function parseKey(name: string, value: unknown): SigningKey[] {
  if (value === undefined || value === null) return [];
  if (value === '' || /^\$(\{[^{}]*\}|\([^()]*\))$/.test(String(value)))
    throw new SettingError(name, 'names an environment variable that is not set');
  try {
    return [signingKey(String(value))];
  } catch (error) {
    throw new SettingError(name, `cannot be: ${(error as Error).message}`);
  }
}

function parseAllowList(value: unknown): AllowList {
  try {
    return new AllowList(String(value ?? ''));
  } catch (error) {
    throw new SettingError('allowedAddresses', `must be a list of addresses: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
