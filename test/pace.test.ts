import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Pace } from '../nodes/esp8266-flash/job/pace';

/** A pace of 250 ms, and what it has shown so far. */
function pace(): { pace: Pace<{ value: number }>; shown: number[]; offer: (value: number) => void } {
  const shown: number[] = [];
  const pace = new Pace<{ value: number }>(250, ({ value }) => shown.push(value));
  return { pace, shown, offer: (value) => pace.offer({ value }) };
}

test('the first is shown at once, then the latest every 250 ms', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { shown, offer } = pace();
  for (let value = 0; value < 10; value++) offer(value);
  assert.deepEqual(shown, [0]);
  mock.timers.tick(250);
  assert.deepEqual(shown, [0, 9]);
  mock.timers.tick(250);
  offer(10);
  assert.deepEqual(shown, [0, 9, 10]);
});

test('at the end the last one comes without delay, and once', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { pace: it, shown, offer } = pace();
  offer(1);
  offer(2);
  it.end();
  mock.timers.tick(1000);
  assert.deepEqual(shown, [1, 2]);
});
