import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { StoredReadings } from '../torture/database/stored-readings';
import { ReadingTable } from '../torture/node-red/reading-table';

/** The database as the flow has it, and as it is seen from outside. */
function tables(t: TestContext): { table: ReadingTable; stored: StoredReadings } {
  const folder = mkdtempSync(join(tmpdir(), 'torture-'));
  const stored = new StoredReadings(folder);
  const table = new ReadingTable(folder);
  t.after(() => {
    table.close();
    stored.close();
    rmSync(folder, { recursive: true });
  });
  return { table, stored };
}

const reading = (seq: number, payload: unknown = seq) => ({
  device: { id: 'lamp', boot: 7 },
  seq,
  payload,
  timestamp: 0,
});

test('what comes twice is stored once, as it came first, and noted', (t) => {
  const { table, stored } = tables(t);
  table.store(reading(3, 'first'), 10);
  table.store(reading(3, 'second'), 10);
  assert.deepEqual(stored.ledger(), {
    stored: [{ id: 'lamp', boot: 7, seq: 3, payload: 'first' }],
    repeated: [{ id: 'lamp', boot: 7, seq: 3, wasConfirmed: false }],
  });
});

test('a database that somebody holds takes nothing, and at once; let go, it does', (t) => {
  const { table, stored } = tables(t);
  const release = stored.seize();
  assert.throws(() => table.store(reading(1), 10), /database is locked/);
  release();
  table.store(reading(1), 10);
  assert.equal(stored.lastRow(), 1);
});

test('outstanding is what living boots took and the table lacks, and the first reading of each', (t) => {
  const { table, stored } = tables(t);
  for (const seq of [0, 2, 5]) table.store(reading(seq), 10);
  const boots = [
    { boot: 6, taken: 9, isLast: false },
    { boot: 7, taken: 5, isLast: true },
  ];
  assert.deepEqual(stored.outstanding(new Map([['lamp', boots]])), { readings: 3, silentDevices: 0 });
  const fresh = new Map([['lamp', [{ boot: 8, taken: 0, isLast: true }]]]);
  assert.deepEqual(stored.outstanding(fresh), { readings: 1, silentDevices: 1 });
});

test('latencies are told of the rows after a row', (t) => {
  const { table, stored } = tables(t);
  for (let seq = 0; seq <= 100; seq++) table.store(reading(seq), seq === 0 ? 9999 : seq);
  assert.deepEqual(stored.latencyAfter(1), { p50: 50, p99: 99, max: 100 });
  assert.equal(stored.latencyAfter(101), undefined);
});
