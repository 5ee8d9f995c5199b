import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeLink } from '../nodes/esp8266-flash/link/make-link';

for (const [port, kind, hasControlLines] of [
  ['/dev/ttyUSB0', 'SerialLink', true],
  ['/dev/serial/by-id/usb-1a86_USB2.0-Serial-if00-port0', 'SerialLink', true],
  ['COM3', 'SerialLink', true],
  [' COM3 ', 'SerialLink', true],
  ['rfc2217://192.168.1.7:4000', 'Rfc2217Link', true],
  ['rfc2217://[::1]:4000?ign_set_control', 'Rfc2217Link', true],
  ['RFC2217://desk.local:4000', 'Rfc2217Link', true],
  ['tcp://192.168.4.1', 'TcpLink', false],
  ['tcp://192.168.4.1:23', 'TcpLink', false],
] as const) {
  test(`"${port}" is a ${kind}`, () => {
    const link = makeLink(port);
    assert.equal(link.constructor.name, kind);
    assert.equal(link.name, port.trim());
    assert.equal(link.hasControlLines, hasControlLines);
  });
}

for (const port of [
  '',
  ' ',
  'rfc2217://',
  'rfc2217://desk',
  'rfc2217://:4000',
  'rfc2217://desk:99999',
  'tcp://',
  'http://desk',
  'rfc2217:/desk:4000',
  'tcp:/desk',
  'tcp:desk',
  'a\u0000b',
]) {
  test(`${JSON.stringify(port)} cannot be a port`, () => {
    assert.throws(() => makeLink(port), { code: 'bad-request' });
  });
}
