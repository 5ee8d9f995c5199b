import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CounterMode, CounterWatch } from '../nodes/esp8266-tcp-in/counter-watch';

/** What each payload was taken for; `-` is not a counter. */
function steps(mode: CounterMode, payloads: unknown[]): string {
  const watch = new CounterWatch(mode);
  const named = payloads.map((payload) => {
    const { step } = watch.observe(payload);
    return step?.kind === 'fresh' && step.missed > 0 ? `fresh+${step.missed}` : (step?.kind ?? '-');
  });
  return named.join(' ');
}

const CASES: [string, CounterMode, unknown[], string][] = [
  ['three steps of 1 make a counter', 'auto', [5, 6, 7, 8, 9], '- - - fresh fresh'],
  ['then a skip is a gap', 'auto', [5, 6, 7, 8, 11, 12], '- - - fresh fresh+2 fresh'],
  ['then the same again is a duplicate', 'auto', [5, 6, 7, 8, 8, 9], '- - - fresh duplicate fresh'],
  ['then a missing one that still comes is late', 'auto', [5, 6, 7, 8, 11, 9], '- - - fresh fresh+2 late'],
  ['then a fall to a small number is a restart', 'auto', [5, 6, 7, 8, 0, 1], '- - - fresh restart fresh'],
  ['a thermometer is no counter', 'auto', [21, 21, 22, 22, 21, 20, 21, 22], '- - - - - - - -'],
  [
    'a counter that turns into a thermometer is let go',
    'auto',
    [1, 2, 3, 4, 4, 4, 4, 4],
    '- - - fresh duplicate duplicate duplicate -',
  ],
  [
    'a small value that goes up and down is let go',
    'auto',
    [2, 3, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5],
    `- - - fresh${' restart fresh'.repeat(4)} restart - - -`,
  ],
  [
    'half of the readings lost leave it a counter',
    'auto',
    [0, 1, 2, 3, 5, 6, 8, 9],
    '- - - fresh fresh+1 fresh fresh+1 fresh',
  ],
  ['text is no counter', 'auto', ['a', 1.5, null, { a: 1 }], '- - - -'],
  ['always believes from the first number', 'always', [21, 21, 24, 3], 'fresh duplicate fresh+2 restart'],
  ['always leaves text alone', 'always', [1, 'x', 2], 'fresh - fresh'],
  ['never believes', 'never', [1, 2, 3, 4, 5], '- - - - -'],
];
for (const [fact, mode, payloads, expected] of CASES) test(fact, () => assert.equal(steps(mode, payloads), expected));
