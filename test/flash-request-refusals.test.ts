import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import type { FlashRequest } from '../nodes/esp8266-flash/flash-request';
import { parseFlashRequest } from '../nodes/esp8266-flash/request/parse-flash-request';

function parse(esp8266: unknown, settings: Record<string, unknown> = {}): FlashRequest {
  return parseFlashRequest({ esp8266 }, settings, { cacheFolder: '/images' });
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
  [
    'a port without its number',
    { port: 'rfc2217://desk' },
    /port must be .*rfc2217:\/\/host:port.*got "rfc2217:\/\/desk"$/,
  ],
  ['one slash', { port: 'rfc2217:/desk:4000' }, /port must be .*rfc2217:\/\/host:port.*got "rfc2217:\/desk:4000"$/],
  ['one slash', { port: 'tcp:/desk', request: 'program' }, /port must be .*tcp:\/\/host.*got "tcp:\/desk"$/],
  ['no slash', { port: 'TCP:desk', request: 'program' }, /port must be .*tcp:\/\/host.*got "TCP:desk"$/],
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
  [
    'a server that is the chip itself',
    server({ host: 'localhost' }),
    /server\.host must be .*, got "localhost"; on the chip that is the chip itself: give an address of this machine$/,
  ],
  ['its loopback address', { port: 'rfc2217://desk:4000', ...server({ host: '127.0.0.1' }) }, /the chip itself/],
  ['any address', server({ host: '0.0.0.0' }), /the chip itself/],
  ['its IPv6 address', server({ host: '::1' }), /server\.host must be/],
  ['a server port', server({ port: 0 }), /server\.port must be a whole number from 1 to 65535, got 0$/],
  ['an interval', { settings: { intervalMs: 9 } }, /intervalMs must be a whole number from 10 to 86400000, got 9$/],
  [
    'a key too short',
    { settings: { key: 'sesame' } },
    /key must be empty, or 16 to 64 bytes as UTF-8, got something else$/,
  ],
  [
    'a key where nothing can be signed',
    { settings: { key: 'a key of both sides', wire: 'plain' } },
    /key must be empty where plain lines are sent, got something else; send reports: only these are signed$/,
  ],
  ['half an interval', { settings: { intervalMs: 10.5 } }, /got 10\.5$/],
  ['an id', { settings: { id: 'my chip' } }, /id must be 1 to 64 of A-Z a-z 0-9 \. _ -, got "my chip"$/],
  [
    'an expression',
    { settings: { reading: 'counter +' } },
    /reading must be one JavaScript expression.*, got "counter \+"; it is not complete$/,
  ],
  ['two expressions', { settings: { reading: '1);(2' } }, /; Unexpected token in column 2$/],
  ['an open bracket', { settings: { reading: 'analogRead(A0' } }, /got "analogRead\(A0"; it is not complete$/],
  ['an open text', { settings: { reading: 'f("A0)' } }, /; Unterminated string constant in column 3$/],
  ['a fault in a second line', { settings: { reading: 'f(\n 1 2)' } }, /; Unexpected token in line 2, column 4: the/],
  [
    'brackets in brackets',
    { settings: { reading: '('.repeat(1000) } },
    /; (it is (not complete|nested too deeply)|Not enough stack space.*)$/,
  ],
  ['a statement', { settings: { reading: 'return 1' } }, /reading must be one JavaScript expression/],
  [
    'what the chip cannot run',
    { settings: { reading: 'counter ** 2' } },
    /; the operator \*\* in line 1: the interpreter on the chip cannot run it$/,
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
  ['an empty program', { program: ' ' }, /program must be JavaScript of 1 to 196608 bytes, got " "; it is empty$/],
  ['a program by number', { program: 5 }, /program must be JavaScript/],
];
for (const [what, esp8266, expected] of REFUSED) {
  test(`refused with what was expected: ${what}`, () => assert.match(problem(esp8266), expected));
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is how Node-RED names an environment variable
const UNSET = '${NOT_SET}';
for (const setting of ['ssid', 'interval', 'serverHost', 'deviceId', 'port', 'wifiPassword', 'key']) {
  test(`a setting that names an environment variable which is not set says so: ${setting}`, () =>
    assert.match(
      problem({}, { [setting]: UNSET }),
      new RegExp(`^${setting} must be .*; if it names an environment variable, set that$`),
    ));
}
for (const secret of ['wifiPassword', 'key']) {
  test(`an empty environment variable leaves nothing open or unsigned: ${secret}`, () =>
    assert.equal(problem({}, { [secret]: '' }), `${secret} names an environment variable that is empty; set that`));
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
  { settings: { key: PASSWORD } },
  { settings: { key: { [PASSWORD]: PASSWORD } } },
  { key: PASSWORD },
];
for (const leak of LEAKS) {
  test(`no error text holds the password of ${JSON.stringify(leak)}`, () =>
    assert.doesNotMatch(problem(leak), /sesame/));
}
test('nor that of the credentials', () => assert.doesNotMatch(problem({}, { wifiPassword: PASSWORD }), /sesame/));

test('a text of 100 MB is refused before anything looks at it, wherever it stands', () => {
  const huge = ' '.repeat(1e8);
  const wifi = { settings: { wifi: { password: huge } } };
  for (const esp8266 of [
    { port: huge },
    { image: huge },
    { image: { file: huge } },
    { program: huge },
    { baud: huge },
    wifi,
  ])
    assert.match(problem(esp8266), /^msg\.esp8266\S* must have at most 200000 characters, it has 100000000$/);
});

test('a path that no system has is refused', () =>
  assert.match(
    problem({ image: { file: `/${'a'.repeat(4096)}` } }),
    /image\.file must be the path of a file, got "\/aaa/,
  ));

test('a text in the place of an object is not taken apart into its characters', () => {
  const text = Object('x'.repeat(1e6));
  assert.equal(problem(text), 'msg.esp8266 must be an object, got an object');
  assert.equal(problem({ settings: text }), 'msg.esp8266.settings must be an object, got an object');
});

test('a simulated chip has its server on this machine', () => {
  for (const port of ['simulated', 'rfc2217://127.0.0.1:4000', 'rfc2217://localhost:4000'])
    assert.equal(parse({ port, ...server({ host: '127.0.0.1' }) }).settings.server?.host, '127.0.0.1');
});
