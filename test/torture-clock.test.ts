import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latencyOf, skewClock } from '../torture/node-red/skewed-clock';

const HOUR_MS = 3_600_000;

test('the age of a reading is right although the clock was set since, and set again', (t) => {
  const trueTime = Date.now;
  t.after(() => {
    Date.now = trueTime;
  });
  const taken = Date.now() - 500;
  skewClock(HOUR_MS);
  assert.ok(Math.abs(Date.now() - trueTime() - HOUR_MS) < 100);
  assert.ok(Math.abs(latencyOf(taken) - 500) < 100);
  const takenAhead = Date.now() - 700;
  skewClock(-HOUR_MS);
  assert.ok(Math.abs(latencyOf(takenAhead) - 700) < 100);
});
