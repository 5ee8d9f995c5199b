import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../nodes/esp8266-flash/job/outbox';
import type { FromWorker } from '../nodes/esp8266-flash/job/worker-messages';

/** An outbox whose clock stands still until it is set. */
function outbox() {
  const told: FromWorker[] = [];
  const clock = { ms: 0 };
  return {
    told,
    clock,
    box: new Outbox(
      (message) => told.push(message),
      () => clock.ms,
    ),
  };
}

test('a chip that prints without end is heard a hundred times a second, and what is left out is counted', () => {
  const { box, told, clock } = outbox();
  for (let line = 0; line < 5000; line++) box.line('console', `line ${line}`);
  assert.deepEqual([told.length, told.at(-1)], [100, { kind: 'console', line: 'line 99' }]);
  clock.ms = 1000;
  box.line('console', 'at last');
  assert.deepEqual(told.slice(100), [
    { kind: 'log', line: '(4900 lines left out)' },
    { kind: 'console', line: 'at last' },
  ]);
});

test('a line is told up to its thousandth character', () => {
  const { box, told } = outbox();
  box.line('log', 'x'.repeat(1e6));
  assert.deepEqual(told, [{ kind: 'log', line: 'x'.repeat(1000) }]);
});

test('of the steps in a phase some are told, of its begin, its instruction and its end each', () => {
  const { box, told, clock } = outbox();
  box.progress({ phase: 'connect' });
  box.progress({ phase: 'connect', instruction: 'hold-flash' });
  for (let percent = 0; percent <= 100; percent++) {
    box.progress({ phase: 'fetch', percent });
    clock.ms += 10;
  }
  const steps = told.map((message) => 'progress' in message && message.progress.percent);
  assert.deepEqual(steps.slice(0, 5), [undefined, undefined, 0, 5, 10]);
  assert.deepEqual([steps.length, steps.at(-1)], [23, 100]);
});
