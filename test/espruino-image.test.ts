import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { pretendedEspruino } from '../simulator/espruino-image';

const { combined, parts } = pretendedEspruino();

test('the boot loader has the size and the header of boot_v1.6.bin: QIO, 40 MHz, 512 KB', () => {
  assert.equal(parts.boot.length, 4080);
  assert.equal(parts.boot.toString('hex', 0, 4), 'e9030000');
});

test('user1 is code for the flash with segments behind it, and ends with its sums', () => {
  const { user1 } = parts;
  assert.equal(user1.toString('hex', 0, 4), 'ea040000');
  const segmentsAt = 16 + user1.readUInt32LE(12);
  assert.equal(user1.toString('hex', segmentsAt, segmentsAt + 4), 'e903006f');
  assert.equal((user1.length - 4) % 16, 0);
  assert.equal(user1.readUInt32LE(user1.length - 4), crc32(user1.subarray(0, -4)) + 1);
});

test('user1 is as large as a real one may be, and deflates to about 70 %', () => {
  const { user1 } = parts;
  const ratio = deflateSync(user1, { level: 9 }).length / user1.length;
  assert.ok(user1.length > 800_000 && user1.length <= 831_488);
  assert.ok(ratio > 0.68 && ratio < 0.72, String(ratio));
});

test('the combined image has each part in its place, and FF between', () => {
  assert.equal(combined.length, 4_194_304);
  assert.deepEqual(combined.subarray(0x1000, 0x1000 + parts.user1.length), parts.user1);
  assert.deepEqual(combined.subarray(0x3fc000, 0x3fc080), parts.rfData);
  assert.equal(combined[0x3fc000], 0x05);
  assert.ok(combined.subarray(0xcb000, 0xfb000).every((byte) => byte === 0xff));
});

test('the 512 KB build keeps below its Storage and has its settings of the radio at 0x7C000', () => {
  const small = pretendedEspruino({ version: '2v17', build: '512kb' });
  assert.equal(small.combined.length, 524_288);
  assert.ok(small.parts.user1.length <= 479_232);
  assert.equal(small.combined[0x7c000], 0x05);
  assert.ok(small.parts.user1.includes('2v17') && small.parts.user1.includes('ESP8266_BOARD'));
});
