import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangesOf, Sequence } from '../nodes/esp8266-tcp-in/sequence';

/** What each number was, in short: `fresh`, `fresh+2` (two missed before it), `late`, `duplicate`. */
function steps(numbers: number[], sequence = new Sequence()): string[] {
  return numbers.map((number) => {
    const step = sequence.take(number);
    return step.kind === 'fresh' && step.missed > 0 ? `fresh+${step.missed}` : step.kind;
  });
}

const CASES: [string, number[], string[]][] = [
  ['each next number is fresh', [7, 8, 9], ['fresh', 'fresh', 'fresh']],
  ['a skip tells how many are missing', [1, 5], ['fresh', 'fresh+3']],
  ['a number heard before is a duplicate', [1, 2, 2, 1], ['fresh', 'fresh', 'duplicate', 'duplicate']],
  ['a number that was missing is late, once', [1, 5, 3, 3], ['fresh', 'fresh+3', 'late', 'duplicate']],
  ['the rest of a gap can still come', [1, 5, 3, 2, 4, 4], ['fresh', 'fresh+3', 'late', 'late', 'late', 'duplicate']],
  ['numbers before the first are duplicates', [5, 4], ['fresh', 'duplicate']],
];
for (const [fact, numbers, expected] of CASES) test(fact, () => assert.deepEqual(steps(numbers), expected));

test('after a restart from -1 every number from 0 is expected', () => {
  const sequence = new Sequence();
  sequence.restart(-1);
  assert.deepEqual(steps([2], sequence), ['fresh+2']);
});

test('only the last sixteen gaps are remembered', () => {
  const sequence = new Sequence();
  steps(
    Array.from({ length: 18 }, (_, index) => index * 2),
    sequence,
  );
  assert.equal(sequence.isMissing(1), false);
  assert.equal(sequence.isMissing(3), true);
});

test('what is lost after it was heard is late when it comes once more', () => {
  const sequence = new Sequence();
  steps([0, 1, 2, 3], sequence);
  sequence.lose(1, 2);
  assert.deepEqual(steps([0, 1, 2, 4], sequence), ['duplicate', 'late', 'late', 'fresh']);
});

test('numbers in any order are ranges in order', () => {
  assert.deepEqual(rangesOf([7, 3, 4, 9, 5]), [
    [3, 5],
    [7, 7],
    [9, 9],
  ]);
});
