import { type ChipSettings, DEFAULT_SSID, type WifiSettings } from '../../../protocol/chip-settings';
import { DEFAULT_INTERVAL_MS, DEFAULT_PORT, LEAST_INTERVAL_MS, MOST_INTERVAL_MS } from '../../../protocol/packet';
import { isDeviceId } from '../../../protocol/report';
import { KEY_BYTES } from '../../../protocol/signature';
import type { Given } from './given';
import type { Inputs } from './inputs';
import { parseReading } from './reading-setting';

const INTERVAL_BOUNDS_MS = { least: LEAST_INTERVAL_MS, most: MOST_INTERVAL_MS };

/** A simulated chip: its network is that of this machine. */
const MAY_BE_SIMULATED = /^(simulated$|rfc2217:\/\/(localhost|127\.))/;

/**
 * What the firmware of the chip at `port` is told, each value within what it and Espruino can do. Throws FlashError
 * `bad-request`.
 */
export function parseChipSettings(inputs: Inputs, port: string): ChipSettings {
  const reading = parseReading(inputs.get('reading'));
  const wire = inputs.get('wire').choice(['report', 'plain']) ?? 'report';
  const key = parseKey(inputs.get('key'), wire);
  const id = inputs.get('deviceId').word('1 to 64 of A-Z a-z 0-9 . _ -', isDeviceId);
  return {
    wifi: parseWifi(inputs),
    server: parseServer(inputs, port),
    intervalMs: inputs.get('interval').wholeNumber(INTERVAL_BOUNDS_MS) ?? DEFAULT_INTERVAL_MS,
    wire,
    connection: inputs.get('connection').choice(['per-packet', 'keep-open']) ?? 'per-packet',
    telnet: inputs.get('telnet').flag() ?? false,
    ...(reading === undefined ? {} : { reading }),
    ...(id === undefined ? {} : { id }),
    ...(key === '' ? {} : { key }),
  };
}

function parseWifi(inputs: Inputs): WifiSettings {
  const mode = inputs.get('wifiMode').choice(['ap', 'station']) ?? 'ap';
  const ssid = parseSsid(inputs.get('ssid'), mode);
  const password = parsePassword(inputs.get('wifiPassword'));
  const channel = mode === 'ap' ? inputs.get('channel').wholeNumber({ least: 1, most: 13 }) : undefined;
  return { mode, ssid, ...(password ? { password } : {}), ...(channel === undefined ? {} : { channel }) };
}

/** The chip keeps 31 bytes at most (Espruino's network_esp8266: a longer name is cut). */
function parseSsid(given: Given, mode: 'ap' | 'station'): string {
  const expected = '1 to 31 bytes as UTF-8';
  const ssid = given.text(expected, (text) => bytesOf(text) <= 31 && isWellFormed(text));
  if (ssid) return ssid;
  if (mode === 'ap') return DEFAULT_SSID;
  throw given.refusal(expected, { advice: 'name the network that the chip shall join' });
}

/** Empty: an open network. WPA2 has 8 to 63 (IEEE 802.11i, H.4), and so has Espruino. Never in an error text. */
function parsePassword(given: Given): string {
  return parseSecret(given, 'empty for an open network, or 8 to 63 bytes as UTF-8', { least: 8, most: 63 });
}

function parseSecret(given: Given, expected: string, { least, most }: { least: number; most: number }): string {
  const hasLength = (bytes: number) => bytes === 0 || (bytes >= least && bytes <= most);
  return given.secret(expected, (text) => hasLength(bytesOf(text)) && isWellFormed(text)) ?? '';
}

/** Empty: nothing is signed. What is sent plain cannot be. Never in an error text. */
function parseKey(given: Given, wire: 'report' | 'plain'): string {
  const { least, most } = KEY_BYTES;
  const key = parseSecret(given, `empty, or ${least} to ${most} bytes as UTF-8`, KEY_BYTES);
  if (key === '' || wire === 'report') return key;
  throw given.refusal('empty where plain lines are sent', {
    isSecret: true,
    advice: 'send reports: only these are signed',
  });
}

function parseServer(inputs: Inputs, chipPort: string): { host?: string; port: number } {
  const port = inputs.get('serverPort').wholeNumber({ least: 1, most: 65_535 }) ?? DEFAULT_PORT;
  const given = inputs.get('serverHost');
  const expected = 'a host name or an IPv4 address without a port, or auto';
  const host = given.word(expected, isHost);
  if (host !== undefined && isChipItself(host) && !MAY_BE_SIMULATED.test(chipPort))
    throw given.refusal(expected, { advice: 'on the chip that is the chip itself: give an address of this machine' });
  return host === undefined || host === 'auto' ? { port } : { host, port };
}

/** RFC 1122, section 3.2.1.3: the loopback network, and "this host". */
function isChipItself(host: string): boolean {
  return /^(localhost|127\..*|0\.0\.0\.0)$/i.test(host);
}

/** RFC 1123, section 2.1; what consists of numbers only must be an address. */
function isHost(text: string): boolean {
  if (text.length > 253) return false;
  if (/^[\d.]+$/.test(text)) return /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(text);
  return text.split('.').every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Half of a pair of surrogates is no character and has no UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
