import { DEFAULT_INTERVAL_MS, DEFAULT_PORT, LEAST_INTERVAL_MS, MOST_INTERVAL_MS } from '../protocol/packet';

type Group = { [key: string]: unknown };

/** `group[key]` if it is of the kind of `standard` and allowed; otherwise `standard`, and the console says so. */
function pick<T>(group: Group, key: string, standard: T, isAllowed?: (value: T) => boolean): T {
  const value = group[key] as T;
  if (value === undefined) return standard;
  if (value !== null && typeof value === typeof standard && (!isAllowed || isAllowed(value))) return value;
  console.log('fault setting', key);
  return standard;
}

/** Whether `group[key]` is `other`, when it may be `usual` or `other`. */
function isOther(group: Group, key: string, usual: string, other: string): boolean {
  return pick(group, key, usual, (value) => value === usual || value === other) === other;
}

/** An interval that the chip can keep, whole as the wire wants it. */
export function boundInterval(ms: number): number {
  return Math.round(Math.min(Math.max(ms, LEAST_INTERVAL_MS), MOST_INTERVAL_MS));
}

/** Not by a direct eval: the bundler would then have to keep every name long. What does not parse throws when called. */
function compile(expression: string): ((counter: number) => unknown) | undefined {
  return expression ? new Function('counter', 'return (' + expression + '\n)') : undefined;
}

/** The two forms of `key` that HMAC hashes (RFC 2104): filled up to 64 bytes with zeros, and each byte XOR a mask. */
function padsOf(key: string): string[] {
  return [0x36, 0x5c].map((mask) => {
    let text = '';
    for (let index = 0; index < 64; index++) text += String.fromCharCode(key.charCodeAt(index) ^ mask);
    return text;
  });
}

// Functions stand above what uses them in this whole program: Espruino hoists none.
const nothing: Group = {};
let all = pick({ SETTINGS: typeof SETTINGS === 'undefined' ? nothing : SETTINGS }, 'SETTINGS', nothing);
let wifi = pick(all, 'wifi', nothing);
let server = pick(all, 'server', nothing);

export const isStation = isOther(wifi, 'mode', 'ap', 'station');
export const ssid = pick(wifi, 'ssid', 'EngrEDU IoT');
/** A number would count as "no password" and open the network, so its digits are the password. */
export const password = '' + (wifi.password ?? '');
export const channel = pick(wifi, 'channel', 1, (channel) => channel > 0 && channel < 14);
export const isHidden = pick(wifi, 'hidden', false);

/** `auto`: the machines that joined the access point, or the gateway of the network that was joined. */
export const host = pick(server, 'host', 'auto');
export const port = pick(server, 'port', DEFAULT_PORT, (port) => port > 0 && port < 65536);
export const isPlain = isOther(all, 'wire', 'report', 'plain');
export const keepsOpen = isOther(all, 'connection', 'per-packet', 'keep-open');

export const firstIntervalMs = boundInterval(pick(all, 'intervalMs', DEFAULT_INTERVAL_MS));
/** The user's expression as a function of `counter`; undefined: the reading is the counter. */
export const measure = compile(pick(all, 'reading', ''));

export const hasTelnet = pick(all, 'telnet', false);
/** Empty: made from the MAC. */
export const givenId = pick(all, 'id', '', (id) => id.length <= 64 && !/[^A-Za-z0-9._-]/.test(id));
/** Empty in the program that does not sign. Another length would make another key of it than the server's. */
export const pads = IS_SIGNED ? padsOf(pick(all, 'key', '', (key) => key.length >= 16 && key.length <= 64)) : [];
export const flashedAt = Math.round(pick(all, 'flashedAt', 0, (seconds) => seconds >= 0));

// What was given is let go, for it costs variables; and the password need not stand there twice.
all = wifi = server = SETTINGS = nothing;
