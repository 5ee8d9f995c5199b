import { FlashError } from '../flash-error';
import { Given, shown } from './given';
import { nearest } from './nearest';

/** What `msg.esp8266` may hold: a group of settings, or the node's own setting of the same meaning. */
interface Group {
  [key: string]: string | Group;
}

const MESSAGE: Group = {
  port: 'port',
  request: 'request',
  image: 'image', // with the settings a matter of several: image-setting.ts
  program: 'program', // likewise
  baud: 'baud',
  erase: 'erase',
  settings: {
    wifi: { mode: 'wifiMode', ssid: 'ssid', password: 'wifiPassword', channel: 'channel' },
    server: { host: 'serverHost', port: 'serverPort' },
    intervalMs: 'interval',
    reading: 'reading',
    wire: 'wire',
    connection: 'connection',
    telnet: 'telnet',
    id: 'deviceId',
    key: 'key',
  },
};

/** What a message and the settings of the node say together; the message comes first, value by value. */
export class Inputs {
  /** By the name of the node's setting. */
  private readonly overrides = new Map<string, Given>();

  /** `message` is `msg.esp8266`. Throws FlashError `bad-request` for a key that is not known. */
  constructor(
    message: unknown,
    private readonly settings: Record<string, unknown>,
  ) {
    if (message !== undefined && message !== null) this.take(message, MESSAGE, 'msg.esp8266');
  }

  /** The value of the setting of that name, from the message if it is there. */
  get(setting: string): Given {
    return this.overrides.get(setting) ?? this.ofNode(setting);
  }

  /** What the message says of it, if anything. */
  override(setting: string): Given | undefined {
    return this.overrides.get(setting);
  }

  ofNode(setting: string): Given {
    return new Given(setting, this.settings[setting], 'settings');
  }

  private take(value: unknown, group: Group, name: string): void {
    if (!isPlainObject(value)) {
      throw new FlashError('bad-request', { problem: `${name} must be an object, got ${kindOf(value)}` });
    }
    for (const [key, one] of Object.entries(value)) {
      const known = Object.hasOwn(group, key) ? group[key] : undefined;
      if (known === undefined) throw unknownKey(`${name}.${key}`, key, Object.keys(group));
      if (one === undefined || one === null) continue;
      if (typeof known === 'string') this.overrides.set(known, new Given(`${name}.${key}`, one, 'message'));
      else this.take(one, known, `${name}.${key}`);
    }
  }
}

/** Refuses the keys of `value` that are not among `known`. */
export function refuseUnknownKeys(value: object, known: string[], name: string): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw unknownKey(`${name}.${key}`, key, known);
  }
}

/** By its tag: one that a function node has made is of another context. A text or a Buffer has a key for each byte. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function unknownKey(name: string, key: string, known: string[]): FlashError {
  const meant = nearest(key, known);
  const advice = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
  return new FlashError('bad-request', { problem: `${name.slice(0, 100)} is not known; ${advice}` });
}

/** Not the text itself: it may be the whole request, password included. */
function kindOf(value: unknown): string {
  return typeof value === 'string' ? 'a text' : shown(value);
}
