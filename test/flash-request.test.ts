import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import { type FlashRequest, parseFlashRequest, REQUEST_NAMES } from '../nodes/esp8266-flash/flash-request';

const SURROUNDINGS = { cacheFolder: '/images' };

function parse(esp8266: unknown, settings: Record<string, unknown> = {}): FlashRequest {
  return parseFlashRequest({ esp8266 }, settings, SURROUNDINGS);
}

/** The problem that `esp8266` and `settings` are refused with. */
function problem(esp8266: unknown, settings: Record<string, unknown> = {}): string {
  try {
    parse(esp8266, settings);
  } catch (error) {
    assert.ok(error instanceof FlashError && error.code === 'bad-request', String(error));
    return String(error.values.problem);
  }
  return assert.fail('it was taken');
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

const wifi = (value: object) => ({ settings: { wifi: value } });
const server = (value: object) => ({ settings: { server: value } });

const REFUSED: [string, unknown, RegExp][] = [
  ['no object', 'install', /^msg\.esp8266 must be an object, got a text$/],
  ['a list', [], /^msg\.esp8266 must be an object, got a list$/],
  ['a misspelled key', { prot: 'COM3' }, /^msg\.esp8266\.prot is not known; did you mean port\?$/],
  [
    'a misspelled key inside',
    wifi({ pasword: 'sesame open' }),
    /^msg\.esp8266\.settings\.wifi\.pasword is not known; did you mean password\?$/,
  ],
  ['a key in the wrong place', { ssid: 'x' }, /^msg\.esp8266\.ssid is not known; known are port, request, .*settings$/],
  [
    'a group that is none',
    { settings: { wifi: 'Home' } },
    /^msg\.esp8266\.settings\.wifi must be an object, got a text$/,
  ],
  ['an unknown request', { request: 'flash' }, /request must be one of install, program, .*, got "flash"$/],
  ['a baud rate', { baud: 12_345 }, /^msg\.esp8266\.baud must be one of 9600, .*2000000, got 12345$/],
  ['a port that is a number', { port: 3 }, /port must be a path, COM3, rfc2217:.*, got 3$/],
  ['another scheme', { port: 'http://10.0.0.7' }, /port must be a path.*got "http:\/\/10\.0\.0\.7"$/],
  [
    'an install over the network console',
    { port: 'tcp://10.0.0.7' },
    /must be a serial port for request install, .*; tcp:\/\/ takes request program only$/,
  ],
  ['a truth as text', { erase: 'yes' }, /^msg\.esp8266\.erase must be true or false, got "yes"$/],
  ['a channel', wifi({ channel: 14 }), /channel must be a whole number from 1 to 13, got 14$/],
  ['a long name', wifi({ ssid: 'ü'.repeat(16) }), /ssid must be 1 to 31 bytes as UTF-8, got "ü+"$/],
  [
    'no network to join',
    wifi({ mode: 'station' }),
    /^ssid must be 1 to 31 bytes as UTF-8, got undefined; name the network/,
  ],
  ['half a surrogate pair', wifi({ ssid: '\ud83d' }), /ssid must be/],
  [
    'a server with its port',
    server({ host: '10.0.0.7:3000' }),
    /server\.host must be a host name or an IPv4 address without a port, or auto, got "10\.0\.0\.7:3000"$/,
  ],
  ['an address that is none', server({ host: '10.0.0.256' }), /server\.host must be/],
  ['an IPv6 address', server({ host: 'fe80::1' }), /server\.host must be/],
  ['a server port', server({ port: 0 }), /server\.port must be a whole number from 1 to 65535, got 0$/],
  ['an interval', { settings: { intervalMs: 9 } }, /intervalMs must be a whole number from 10 to 86400000, got 9$/],
  ['half an interval', { settings: { intervalMs: 10.5 } }, /got 10\.5$/],
  ['an id', { settings: { id: 'my chip' } }, /id must be 1 to 64 of A-Z a-z 0-9 \. _ -, got "my chip"$/],
  [
    'an expression',
    { settings: { reading: 'counter +' } },
    /reading must be one JavaScript expression.*; .*Unexpected token/,
  ],
  ['two expressions', { settings: { reading: '1);(2' } }, /reading must be one JavaScript expression/],
  ['a statement', { settings: { reading: 'return 1' } }, /reading must be one JavaScript expression/],
  [
    'what the chip cannot run',
    { settings: { reading: 'counter ** 2' } },
    /the operator \*\* in line 1: the interpreter on the chip cannot run it$/,
  ],
  [
    'an address without checksum',
    { image: { url: 'https://a.b/c' } },
    /image\.sha256 must be 64 hexadecimal digits, got undefined; its publisher names it$/,
  ],
  ['an address as text', { image: 'https://a.b/c' }, /image must be \{url, sha256\} for an address/],
  [
    'another kind of address',
    { image: { url: 'ftp://a.b/c', sha256: 'ab'.repeat(32) } },
    /image\.url must be an address that begins with https/,
  ],
  [
    'files of your own for an install',
    { image: [{ offset: 0, path: 'x' }] },
    /; files of your own need request image$/,
  ],
  [
    'a release as your own file',
    { request: 'image', image: '2v29' },
    /must be files of your own for request image, got "2v29"/,
  ],
  [
    'an odd offset',
    { request: 'image', image: [{ offset: 100, path: 'x' }] },
    /image\[0\]\.offset must be an address in the flash, a multiple of 0x1000, got 100$/,
  ],
  [
    'a file without a path',
    { request: 'image', image: [{ offset: 0 }] },
    /image\[0\]\.path must be the path of a file, got undefined$/,
  ],
  [
    'data as text',
    { request: 'image', image: [{ offset: 0, data: 'abc' }] },
    /image\[0\]\.data must be a Buffer of at most/,
  ],
  [
    'no files',
    { request: 'image', image: [] },
    /image must be a list of 1 to 16 files with their offsets, got a list$/,
  ],
  ['an empty program', { program: ' ' }, /program must be JavaScript of 1 to 196608 bytes/],
  ['a program by number', { program: 5 }, /program must be JavaScript/],
];
for (const [what, esp8266, expected] of REFUSED) {
  test(`refused with what was expected: ${what}`, () => assert.match(problem(esp8266), expected));
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is how Node-RED names an environment variable
const UNSET = '${NOT_SET}';
for (const setting of ['ssid', 'interval', 'serverHost', 'deviceId', 'port', 'wifiPassword']) {
  test(`a setting that names an environment variable which is not set says so: ${setting}`, () =>
    assert.match(
      problem({}, { [setting]: UNSET }),
      new RegExp(`^${setting} must be .*; if it names an environment variable, set that$`),
    ));
}
test('in a message the same text is a text', () =>
  assert.equal(parse(wifi({ ssid: UNSET })).settings.wifi?.ssid, UNSET));

const PASSWORD = 'sesame2';
const LEAKS: unknown[] = [
  wifi({ password: PASSWORD }),
  wifi({ password: [PASSWORD] }),
  wifi({ password: { [PASSWORD]: PASSWORD } }),
  { settings: { wifi: PASSWORD } },
  { settings: { wifi: [PASSWORD] } },
  { settings: PASSWORD },
  JSON.stringify(wifi({ password: PASSWORD })),
  { ...wifi({ password: `${PASSWORD} is good` }), program: { code: PASSWORD } },
  { wifi: { password: PASSWORD } },
];
for (const leak of LEAKS) {
  test(`no error text holds the password of ${JSON.stringify(leak)}`, () =>
    assert.doesNotMatch(problem(leak), /sesame/));
}
test('nor that of the credentials', () => assert.doesNotMatch(problem({}, { wifiPassword: PASSWORD }), /sesame/));
