import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { IMAGE_BYTES, image, wireSeconds } from '../bench/flash/image';
import type { Writing } from '../bench/flash/measure';
import { ESPTOOL_TARGETS, PRESS_TARGETS, TARGETS } from '../bench/flash/targets';

const WRITINGS: Writing[] = [115_200, 460_800, 921_600].flatMap((baud) => [
  { label: 'esptool', baud, wireSeconds: 10, writeSeconds: 15, allSeconds: 20 },
  { label: 'esp8266-flash', baud, wireSeconds: 10, writeSeconds: 12, allSeconds: 13 },
]);

test('the image that is written deflates to 70 %', () => {
  const bytes = image();
  assert.equal(bytes.length, IMAGE_BYTES);
  assert.equal((deflateSync(bytes, { level: 9 }).length / IMAGE_BYTES).toFixed(2), '0.70');
});

test('the wire alone takes 51 seconds for it at 115200 baud', async () => {
  assert.equal((await wireSeconds(image(), 115_200)).toFixed(1), '51.0');
});

test('writing is held against the wire, and against esptool where it was measured', () => {
  assert.deepEqual(
    TARGETS.map(({ figure }) => figure(WRITINGS)),
    [1.2, 1.2, 1.2],
  );
  assert.deepEqual(
    ESPTOOL_TARGETS.map(({ figure }) => figure(WRITINGS).toFixed(3)), // esptool's time is known to a tenth of a second
    ['0.797', '0.797', '0.797'],
  );
});

test('a press is held against what a person waits for, and what the flows do', () => {
  const blank = { firstReadingMs: 30_000, phaseMs: {}, longestBlockMs: 12 };
  const program = { firstReadingMs: 5000, phaseMs: {}, longestBlockMs: 15 };
  assert.deepEqual(
    PRESS_TARGETS.map(({ figure }) => figure({ blank, program })),
    [30, 5, 15],
  );
});
