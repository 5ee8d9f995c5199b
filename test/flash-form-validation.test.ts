import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './browser/workbench';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

const REMOTE = { port: 'rfc2217://10.0.0.1:4000' };
const PORT = 'expected a path, COM3, rfc2217://machine:port or tcp://machine';
const HOST = 'expected an IPv4 address or a name without a port';

const REFUSED = [
  ['ssid', '🏡'.repeat(8), 'expected a name of 1 to 31 bytes, got 32'],
  ['wifiPassword', '1234567', 'expected none, or 8 to 63 bytes'],
  ['wifiPassword', 'x'.repeat(64), 'expected none, or 8 to 63 bytes'],
  ['key', 'fifteen letters', 'expected none, or 16 to 64 bytes'],
  ['key', 'é'.repeat(33), 'expected none, or 16 to 64 bytes'],
  ['channel', '14', 'expected a whole number from 1 to 13, got "14"'],
  ['serverHost', 'a:3000', `${HOST}, got "a:3000"`],
  ['serverHost', '10.0.0.256', `${HOST}, got "10.0.0.256"`],
  [
    'serverHost',
    'localhost',
    '"localhost" is on the chip the chip itself: give an address of this machine, or leave it empty',
  ],
  ['serverPort', '70000', 'expected a whole number from 1 to 65535, got "70000"'],
  ['interval', '9', 'expected a whole number from 10 to 86400000, got "9"'],
  ['interval', '86400001', 'expected a whole number from 10 to 86400000, got "86400001"'],
  ['deviceId', 'my garden', 'expected 1 to 64 of A-Z a-z 0-9 . _ -, got "my garden"'],
  ['reading', '1);(2', 'expected one JavaScript expression: ) in column 2 has no other half'],
  ['reading', 'analogRead(A0', 'expected one JavaScript expression: ( in column 11 has no other half'],
  ['reading', 'f("(", "A0)', 'expected one JavaScript expression: " in column 8 has no other half'],
  ['reading', 'counter +', 'expected one JavaScript expression: it is not complete'],
  ['reading', '1 + * 2', "expected one JavaScript expression: Unexpected token '*'"],
  ['port', 'http://x', `${PORT}, got "http://x"`],
  ['port', 'rfc2217:/desk:4000', `${PORT}, got "rfc2217:/desk:4000"`],
  ['port', 'rfc2217://desk', `${PORT}, got "rfc2217://desk"`],
  [
    'port',
    'tcp://192.168.4.1',
    'expected a serial port: tcp:// takes “install the program only” and nothing else, got "tcp://192.168.4.1"',
  ],
  ['imageUrl', 'ftp://x', 'expected an address that begins with https:// or http://, got "ftp://x"'],
  ['imageSha256', 'abc', 'expected 64 hexadecimal digits, got "abc"'],
] as const;

test('an invalid value is refused with a message beside its field', async (t) => {
  const editor = await workbench.openFlasher(t, { ...REMOTE, imageSource: 'url' });
  await editor.edit('flasher');
  for (const [property, value, message] of REFUSED) {
    await editor.enter(property, value);
    assert.match((await editor.field(property).getAttribute('class')) ?? '', /input-error/, `${property} ${value}`);
    assert.equal(await editor.page.locator(`#node-esp8266-error-${property}`).textContent(), message);
  }
  await editor.screenshot('flash-form-invalid');
});

const TAKEN = [
  ['port', 'tcp://192.168.4.1:23'],
  ['port', 'COM3'],
  ['ssid', 'x'.repeat(31)],
  ['ssid', ''],
  ['wifiPassword', ''],
  ['wifiPassword', 'x'.repeat(63)],
  ['key', ''],
  ['key', 'é'.repeat(8)],
  ['serverHost', 'auto'],
  ['serverHost', 'node-red.local'],
  ['interval', '10'],
  ['reading', 'E.getAnalogVRef() * 1000, counter'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Node-RED's notation for an environment variable
  ['serverPort', '${PORT}'],
] as const;

test('right values are taken, also at the very bounds', async (t) => {
  const editor = await workbench.openFlasher(t, { ...REMOTE, request: 'program' });
  await editor.edit('flasher');
  for (const [property, value] of TAKEN) {
    await editor.enter(property, value);
    assert.doesNotMatch(
      (await editor.field(property).getAttribute('class')) ?? '',
      /input-error/,
      `${property} ${value}`,
    );
  }
});

test('a network to join must be named, one of its own need not', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  const message = editor.dialog.getByText('expected a name of 1 to 31 bytes, got 0');
  await message.waitFor({ state: 'hidden' });
  await editor.field('wifiMode').selectOption('station');
  await message.waitFor();
});

test('a setting that does not matter for what is asked keeps no node from being right', async (t) => {
  const editor = await workbench.openFlasher(t, {
    request: 'identify',
    interval: '0',
    ssid: 'x'.repeat(40),
    script: '',
  });
  const isWrong = editor.node('flasher').locator('.red-ui-flow-node-error');
  assert.equal(await isWrong.isVisible(), false);
  await editor.edit('flasher');
  await editor.field('request').selectOption('install');
  await editor.done();
  await isWrong.waitFor();
});
