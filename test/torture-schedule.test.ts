import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomNumbers } from '../torture/faults/random';
import { schedule } from '../torture/faults/schedule';

const FAULTS = {
  often: { perTenMinutes: 40, make: async () => {} },
  seldom: { perTenMinutes: 4, make: async () => {} },
};
const run = (seed: number, durationMs: number) =>
  schedule(FAULTS, { durationMs, devices: 200, random: randomNumbers(seed) });

test('a seed gives the same schedule each time, another one another', () => {
  assert.deepEqual(run(1, 600_000), run(1, 600_000));
  assert.notDeepEqual(run(1, 600_000), run(2, 600_000));
});

test('a fault is made as often as ten minutes have room for, in equal shares of the time', () => {
  const often = run(1, 600_000).filter(({ name }) => name === 'often');
  assert.equal(often.length, 40);
  for (const [turn, { atMs }] of often.entries()) assert.equal(Math.floor(atMs / 15_000), turn);
});

test('in a short run every fault is made once at least, within the time', () => {
  const short = run(1, 6000);
  assert.deepEqual(short.map(({ name }) => name).sort(), ['often', 'seldom']);
  assert.ok(short.every(({ atMs, device }) => atMs < 6000 && device >= 0 && device < 200));
});
