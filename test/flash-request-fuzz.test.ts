import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import { parseFlashRequest } from '../nodes/esp8266-flash/request/parse-flash-request';

const KEYS = [
  ...['port', 'request', 'image', 'program', 'baud', 'erase', 'settings', 'wifi', 'server', 'mode', 'ssid', 'password'],
  ...[
    'channel',
    'host',
    'intervalMs',
    'reading',
    'wire',
    'connection',
    'telnet',
    'id',
    'file',
    'url',
    'sha256',
    'offset',
  ],
  ...['path', 'data', '__proto__', 'constructor', 'toString', '', 'length', 'junk'],
];
const VALUES: unknown[] = [
  ...[
    undefined,
    null,
    true,
    false,
    0,
    -1,
    1,
    1.5,
    3000,
    115_200,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10n,
    Symbol('x'),
  ],
  ...[
    '',
    ' ',
    'install',
    'image',
    'program',
    'firmware',
    'ap',
    'station',
    'tcp://h',
    'rfc2217://',
    '2v29',
    'http://',
    '\0',
  ],
  ...[
    'a'.repeat(300),
    '\ud83d',
    '🐟',
    '((((',
    '`${',
    '/*',
    '//',
    '"\\',
    '1);(2',
    '{}',
    'x=>x',
    'ab'.repeat(32),
    '0x1000',
  ],
  ...[
    () => 'x',
    new Date(),
    new Map([[1, 2]]),
    /x/,
    Buffer.from('abc'),
    new Uint16Array(3),
    Object.create(null),
    new Error('x'),
  ],
];

test('20,000 messages of junk are taken or refused, and nothing else happens', () => {
  const below = random(7);
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    try {
      const request = parseFlashRequest({ esp8266: junk(below, 3) }, settings(below), { cacheFolder: '/images' });
      assert.deepEqual(JSON.parse(JSON.stringify(request)), request);
    } catch (error) {
      assert.ok(error instanceof FlashError && error.code === 'bad-request', String((error as Error).stack));
      assert.equal(typeof error.values.problem, 'string');
      refused += 1;
    }
  }
  assert.ok(refused > 10_000 && refused < 20_000, `${refused} refused`);
});

test('1,000 random names and passwords are taken as they are typed, when they are not too long', () => {
  const below = random(8);
  for (let round = 0; round < 1000; round++) {
    const [ssid, password] = [text(below, 1, 31), text(below, 8, 63)];
    const { settings } = parseFlashRequest(
      { esp8266: { settings: { wifi: { ssid, password } } } },
      {},
      { cacheFolder: '/' },
    );
    assert.deepEqual(settings.wifi, { mode: 'ap', ssid, password });
  }
});

type Below = (end: number) => number;

/** The same numbers in each run. */
function random(start: number): Below {
  let seed = start;
  return (end) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * end);
  };
}

function junk(below: Below, depth: number): unknown {
  const kind = below(10);
  if (depth === 0 || kind < 4) return VALUES[below(VALUES.length)];
  if (kind === 4) return Array.from({ length: below(4) }, () => junk(below, depth - 1));
  const entries = Array.from({ length: below(4) }, () => [KEYS[below(KEYS.length)], junk(below, depth - 1)]);
  return Object.fromEntries(entries);
}

function settings(below: Below): Record<string, unknown> {
  if (below(2)) return {};
  const names = [
    'ssid',
    'wifiMode',
    'request',
    'port',
    'imageParts',
    'imageSource',
    'script',
    'programSource',
    'wifiPassword',
  ];
  return Object.fromEntries(names.filter(() => !below(4)).map((name) => [name, junk(below, 2)]));
}

/** Random characters that make `least` to `most` bytes as UTF-8. */
function text(below: Below, least: number, most: number): string {
  const end = least + below(most - least + 1);
  let made = '';
  for (let bytes = 0; bytes < end; bytes = Buffer.byteLength(made)) {
    const points = [32 + below(95), below(0x20), 0x80 + below(0x780), 0x800 + below(0xd000), 0x1f300 + below(0x300)];
    const character = String.fromCodePoint(points[below(points.length)] ?? 32);
    made += Buffer.byteLength(character) <= end - bytes ? character : 'x';
  }
  return made;
}
