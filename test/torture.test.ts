import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endure, FAULT_NAMES } from '../torture/faults';
import type { Planted } from '../torture/planted';

const FLEET = { devices: 40, intervalMs: 200, connection: 'per-packet', seed: 4, killEvery: 0 } as const;
const KILLS = ['answers swallowed, then Node-RED killed', 'Node-RED killed'];
const PATIENCE = { timeout: 150_000 };

test('through every fault nothing is lost untold, and nothing comes again that was confirmed', PATIENCE, async () => {
  const { verdict, ledger, made } = await endure({ ...FLEET, minutes: 0.3 });
  assert.deepEqual(verdict.violations, []);
  assert.deepEqual([...made.keys()].sort(), [...FAULT_NAMES].sort());
  assert.ok(ledger.stored.length > 2000, `${ledger.stored.length} readings were stored`);
});

const PLANTED: [Planted, RegExp][] = [
  ['deduplication', /number \d+ came again after it had been confirmed/],
  ['persistence', /number \d+ came again after it had been confirmed/],
  ['confirmation', /numbers? [\d, ]+ not stored, and no gap tells of it/],
];

for (const [without, violation] of PLANTED) {
  test(`without ${without} the torture room finds what is wrong`, PATIENCE, async () => {
    const { verdict } = await endure({ ...FLEET, minutes: 0.1, without }, KILLS);
    assert.ok(verdict.violations.length > 5, `only ${verdict.violations.length} violations`);
    assert.match(verdict.violations.join('\n'), violation);
  });
}
