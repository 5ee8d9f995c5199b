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

const CAME_AGAIN = /number \d+ came again after it had been confirmed/;
const NOT_STORED = /numbers? .* not stored, and no gap tells of it/;
/** What is taken away, the faults that show it for certain, and what is then found. */
const PLANTED: [Planted, string[], RegExp][] = [
  ['deduplication', KILLS, CAME_AGAIN],
  ['persistence', KILLS, CAME_AGAIN],
  ['confirmation', ['database stalled'], NOT_STORED],
];

for (const [without, faults, violation] of PLANTED) {
  test(`without ${without} the torture room finds what is wrong`, PATIENCE, async () => {
    const { verdict } = await endure({ ...FLEET, minutes: 0.1, without }, faults);
    assert.ok(verdict.violations.length > 5, `only ${verdict.violations.length} violations`);
    assert.match(verdict.violations.join('\n'), violation);
  });
}
