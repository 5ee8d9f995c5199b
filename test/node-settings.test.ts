import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllowList } from '../nodes/esp8266-tcp-in/allow-list';
import { parseSettings, SettingError } from '../nodes/esp8266-tcp-in/node-settings';

test('with only a port everything else is the default', () => {
  const { allowed, ...settings } = parseSettings({ port: '3000' }, undefined);
  assert.ok(allowed.allows('203.0.113.9'));
  assert.deepEqual(settings, {
    port: 3000,
    bindAddress: '',
    payloadType: 'auto',
    frameEnd: 'line',
    counterMode: 'auto',
    answerWhen: 'handed',
    confirmTimeoutMs: 4000,
    maxFrameBytes: 512,
    idleTimeoutMs: 30_000,
    maxConnections: 1000,
    maxConnectionsPerAddress: 100,
    offlineAfterMs: 5000,
    maxDevices: 20_000,
    topic: undefined,
    keys: [],
  });
});

test('with both keys, or one of them, reports must be signed', () => {
  const keys = { key: 'the key of this year', previousKey: 'the key of last year' };
  assert.equal(parseSettings(keys, undefined).keys.length, 2);
  assert.equal(parseSettings({ previousKey: keys.previousKey }, undefined).keys.length, 1);
});

test('a key that was there and is lost lets nobody in', () => {
  const lost = {
    setting: 'key',
    message: /key is missing, and only signed reports shall be taken; give the key again/,
  };
  assert.throws(() => parseSettings({ signed: true }, undefined), lost);
  assert.equal(parseSettings({ signed: true, key: 'the key of this year' }, undefined).keys.length, 1);
});

test('without any property the port is 3000', () => assert.equal(parseSettings({}, undefined).port, 3000));
test('times are given in seconds', () =>
  assert.equal(parseSettings({ idleTimeout: '2.5' }, undefined).idleTimeoutMs, 2500));
test('a number is as good as its text', () => assert.equal(parseSettings({ port: 4000 }, undefined).port, 4000));
test('blanks around a number do not matter', () => assert.equal(parseSettings({ port: ' 80 ' }, undefined).port, 80));

const BAD: [string, unknown, RegExp][] = [
  ['port', '', /port must be a whole number from 1 to 65535, got ""; if it names an environment variable/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how Node-RED names an environment variable
  ['port', '${PORT}', /environment variable/],
  ['port', '70000', /from 1 to 65535, got "70000"/],
  ['port', '0', /got "0"/],
  ['port', '1e3', /got "1e3"/],
  ['port', '80.5', /got "80.5"/],
  ['port', Number.NaN, /got null/],
  ['maxFrameBytes', '0', /from 1 to/],
  ['idleTimeout', '-1', /got "-1"/],
  ['maxConnections', 'many', /got "many"/],
  ['offlineAfter', '0', /from 0.1 to/],
  ['payloadType', 'xml', /one of auto, number, text, JSON, buffer, got "xml"/],
  ['frameEnd', 7, /one of line, connection, got 7/],
  ['key', 'sesame', /must have 16 to 64 bytes as UTF-8, got 6$/],
  ['previousKey', 'x'.repeat(65), /must have 16 to 64 bytes as UTF-8, got 65$/],
  ['key', '', /names an environment variable that is not set$/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: likewise
  ['key', '${SHARED_SECRET_OF_US}', /names an environment variable that is not set$/],
  ['allowedAddresses', '10.0.0.0/33', /"10.0.0.0\/33" is no address/],
];
for (const [setting, value, message] of BAD) {
  test(`${setting} ${JSON.stringify(value)} is refused, with what was expected`, () => {
    assert.throws(
      () => parseSettings({ [setting]: value }, undefined),
      (error) => {
        assert.ok(error instanceof SettingError);
        assert.equal(error.setting, setting);
        return message.test(error.message);
      },
    );
  });
}

const LISTS: [string, string[], string[]][] = [
  ['', ['10.1.2.3', '::1'], []],
  ['192.168.4.0/24', ['192.168.4.1', '192.168.4.255'], ['192.168.5.1', '::1']],
  ['10.0.0.7, 10.0.0.8', ['10.0.0.7', '10.0.0.8'], ['10.0.0.9']],
  ['fd00::/8\n127.0.0.1', ['fd12::1', '127.0.0.1'], ['fe80::1', '127.0.0.2']],
  ['10.0.0.0/8', [], ['', 'unknown']],
];
for (const [text, allowed, refused] of LISTS) {
  test(`the list "${text.replace('\n', ' ')}" lets in whom it names`, () => {
    const list = new AllowList(text);
    for (const ip of allowed) assert.equal(list.allows(ip), true, ip);
    for (const ip of refused) assert.equal(list.allows(ip), false, ip);
  });
}

for (const text of ['192.168.4', '300.1.1.1', '10.0.0.0/33', '::1/129', 'localhost', '10.0.0.1/']) {
  test(`${text} is no address`, () => assert.throws(() => new AllowList(text), /expected one such as 192\.168\.4\.2/));
}
