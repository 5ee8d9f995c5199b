import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { type FlashRequest, REQUEST_NAMES } from '../nodes/esp8266-flash/flash-request';
import { parseFlashRequest } from '../nodes/esp8266-flash/request/parse-flash-request';

const SURROUNDINGS = { cacheFolder: '/images' };

function parse(esp8266: unknown, settings: Record<string, unknown> = {}): FlashRequest {
  return parseFlashRequest({ esp8266 }, settings, SURROUNDINGS);
}

const STANDARD: FlashRequest = {
  request: 'install',
  port: '',
  baud: 460_800,
  erase: false,
  image: { kind: 'release' },
  program: { kind: 'firmware' },
  settings: {
    wifi: { mode: 'ap', ssid: 'EngrEDU IoT' },
    server: { port: 3000 },
    intervalMs: 1000,
    wire: 'report',
    connection: 'per-packet',
    telnet: false,
  },
  cacheFolder: '/images',
};

test('without any property and any message it is an install with the standard settings', () => {
  assert.deepEqual(parseFlashRequest({}, {}, SURROUNDINGS), STANDARD);
  assert.deepEqual(parse(null, { type: 'esp8266-flash', id: 'a1', z: 'f1', name: '' }), STANDARD);
});

test('the properties as a fresh form leaves them mean the same', () => {
  const { channel, ...wifi } = { ...STANDARD.settings.wifi, channel: 1 };
  const fresh = {
    ...{ port: '', request: 'install', wifiMode: 'ap', ssid: 'EngrEDU IoT', channel: '1', serverHost: '' },
    ...{ serverPort: '3000', interval: '1000', reading: '', wire: 'report', connection: 'per-packet', telnet: false },
    ...{ deviceId: '', imageSource: 'release', imagePath: '', imageUrl: '', imageSha256: '', imageParts: [] },
    ...{ programSource: 'firmware', script: '', baud: '460800', erase: false },
  };
  const settings = { ...STANDARD.settings, wifi: { ...wifi, channel } };
  assert.deepEqual(parse(undefined, fresh), { ...STANDARD, settings });
});

test('a message can say all that there is, over what the node says', () => {
  const settings = {
    wifi: { mode: 'station', ssid: 'Café', password: 'sesame 🐟 open', channel: 6 },
    server: { host: 'nodered.lan', port: 3001 },
    ...{ intervalMs: 10, reading: 'analogRead(A0)', wire: 'plain', connection: 'keep-open', telnet: true, id: 'lab-1' },
  };
  const message = { port: 'COM3', request: 'install', image: '2v28', baud: 115_200, erase: true, settings };
  const { channel, ...wifi } = settings.wifi; // a network that is joined has its own
  assert.equal(channel, 6);
  assert.deepEqual(
    parse(message, { port: '/dev/ttyUSB0', ssid: 'other', wifiPassword: 'not this one', interval: 'x' }),
    {
      ...{ ...STANDARD, port: 'COM3', baud: 115_200, erase: true },
      image: { kind: 'release', version: '2v28' },
      settings: { ...settings, wifi },
    },
  );
});

test('value by value: what the message leaves out the node says', () => {
  const { settings } = parse(
    { settings: { wifi: { ssid: 'Lab' } } },
    { wifiMode: 'station', ssid: 'Home', wifiPassword: 'at home 1', serverHost: '10.0.0.7' },
  );
  assert.deepEqual(settings.wifi, { mode: 'station', ssid: 'Lab', password: 'at home 1' });
  assert.deepEqual(settings.server, { host: '10.0.0.7', port: 3000 });
});

test('a key may come from the node, and another one, or none, from the message', () => {
  const ofNode = { key: 'a key of this node' };
  assert.equal(parse({}, ofNode).settings.key, 'a key of this node');
  assert.equal(parse({ settings: { key: 'schlüssel für eins' } }, ofNode).settings.key, 'schlüssel für eins');
  assert.ok(!('key' in parse({ settings: { key: '' } }, ofNode).settings));
});

test('every request can be asked for, and needs no more than it needs', () => {
  const wrong = {
    ssid: 7,
    wifiPassword: 'short',
    interval: '',
    imageSource: 'file',
    imagePath: '',
    programSource: 'script',
  };
  for (const request of REQUEST_NAMES.filter((name) => !['install', 'program', 'image'].includes(name))) {
    const parsed = parse({ request }, wrong);
    assert.deepEqual([parsed.request, parsed.settings], [request, {}]);
  }
});

const IMAGES: [string, unknown, unknown][] = [
  ['a release', '2v27', { kind: 'release', version: '2v27' }],
  ['a path', 'espruino.tgz', { kind: 'file', path: resolve('espruino.tgz') }],
  ['a file', { file: '/data/x.bin' }, { kind: 'file', path: '/data/x.bin' }],
  [
    'an address',
    { url: ' https://a.b/c ', sha256: 'AB'.repeat(32) },
    { kind: 'url', url: 'https://a.b/c', sha256: 'ab'.repeat(32) },
  ],
];
for (const [what, image, expected] of IMAGES) {
  test(`an image can be ${what}`, () => assert.deepEqual(parse({ image }).image, expected));
}

test('files of your own come as paths and as Buffers, their offsets as numbers and as text', () => {
  const image = [
    { offset: 0, data: Buffer.from('abc') },
    { offset: '0x10000', path: '/data/app.bin' },
    { offset: '69632', path: '/data/more.bin' },
  ];
  const parts = [
    { offset: 0, base64: 'YWJj' },
    { offset: 0x10000, path: '/data/app.bin' },
    { offset: 0x11000, path: '/data/more.bin' },
  ];
  assert.deepEqual(parse({ request: 'image', image }).image, { kind: 'parts', parts });
});

test('a single file of your own goes to the beginning of the flash', () => {
  const expected = { kind: 'parts', parts: [{ offset: 0, path: '/data/app.bin' }] };
  assert.deepEqual(parse({ request: 'image', image: '/data/app.bin' }).image, expected);
  assert.deepEqual(parse({ request: 'image' }, { imageSource: 'file', imagePath: '/data/app.bin' }).image, expected);
});

const PROGRAMS: [string, unknown, Record<string, unknown>, unknown][] = [
  ['the firmware', 'firmware', { programSource: 'script', script: 'x' }, { kind: 'firmware' }],
  ['a text', 'print(1)', {}, { kind: 'script', code: 'print(1)' }],
  ['a file', { file: '/data/p.js' }, {}, { kind: 'file', path: '/data/p.js' }],
  [
    "the node's script",
    undefined,
    { programSource: 'script', script: 'print(2)' },
    { kind: 'script', code: 'print(2)' },
  ],
];
for (const [what, program, settings, expected] of PROGRAMS) {
  test(`a program can be ${what}`, () =>
    assert.deepEqual(parse({ request: 'program', program }, settings).program, expected));
}

test('a script of your own needs no Wi-Fi settings', () =>
  assert.deepEqual(parse({ program: 'print(1)' }, { wifiMode: 'station' }).settings, {}));

const PORTS = [
  '/dev/ttyUSB0',
  '/dev/serial/by-id/usb-1a86_USB2.0-Serial-if00-port0',
  'COM12',
  'rfc2217://10.0.0.7:4000',
  'simulated',
];
for (const port of PORTS) {
  test(`the port ${port} is taken`, () => assert.equal(parse({ port: ` ${port} ` }).port, port));
}

test('the console in the network takes a program', () =>
  assert.equal(parse({ port: 'tcp://192.168.4.1', request: 'program' }).port, 'tcp://192.168.4.1'));

const HOSTS = ['nodered.local', '192.168.1.7', 'server', 'my_host-1.example.org'];
for (const host of HOSTS) {
  test(`the server ${host} is taken`, () =>
    assert.equal(parse({ settings: { server: { host } } }).settings.server?.host, host));
}

for (const host of ['', 'auto', null]) {
  test(`the server ${JSON.stringify(host)} is for the chip to find`, () =>
    assert.deepEqual(parse({ settings: { server: { host } } }).settings.server, { port: 3000 }));
}
