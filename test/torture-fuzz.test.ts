import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzRun } from '../torture/fuzz/fuzz-run';

const EXTENT = { frames: 10_000, heapLooks: 1, quietMs: 100 };
const PATIENCE = { timeout: 120_000 };

for (const [title, way, seed] of [
  ['handed and unsigned', { answerWhen: 'handed', isSigned: false }, 7],
  ['confirmed and signed', { answerWhen: 'confirmed', isSigned: true }, 8],
] as const) {
  test(`of 10,000 frames good and bad, ${title}, the flow gets what was sent and nothing else`, PATIENCE, async () => {
    const { violations, good, readings, due } = await fuzzRun({ ...way, ...EXTENT, seed });
    assert.deepEqual(violations, []);
    assert.deepEqual([good.lost, good.repeated], [0, 0]);
    assert.ok(due > 10_000 && readings >= due, `${readings} readings came, ${due} had to`);
  });
}
