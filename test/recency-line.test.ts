import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Linked, RecencyLine } from '../nodes/esp8266-tcp-in/recency-line';

class Letter implements Linked<Letter> {
  older: Letter | undefined;
  newer: Letter | undefined;
  constructor(readonly name: string) {}
}

/** A line in which the letters of `names` were touched in turn, with the letters by name. */
function lineOf(names: string) {
  const line = new RecencyLine<Letter>();
  const letters = new Map([...names].map((name) => [name, new Letter(name)]));
  const letter = (name: string) => letters.get(name) as Letter;
  for (const name of names) line.touch(letter(name));
  return { line, letter, order: () => [...line].map(({ name }) => name).join('') };
}

test('items stand in the order in which they were last touched', () => {
  const touches: [string, string][] = [
    ['', ''],
    ['a', 'a'],
    ['abc', 'abc'],
    ['abca', 'bca'],
    ['abcb', 'acb'],
    ['aab', 'ab'],
  ];
  for (const [names, order] of touches) assert.equal(lineOf(names).order(), order);
});

test('any item can be taken out, and the rest stay in line', () => {
  const rests = { a: 'bc', b: 'ac', c: 'ab' };
  for (const [name, rest] of Object.entries(rests)) {
    const { line, letter, order } = lineOf('abc');
    line.remove(letter(name));
    assert.equal(order(), rest);
    line.touch(letter(name));
    assert.equal(order(), rest + name);
  }
});

test('taking out what is not in line changes nothing', () => {
  const { line, order } = lineOf('ab');
  line.remove(new Letter('x'));
  assert.equal(order(), 'ab');
});

test('a line that lost its last item, or was cleared, begins anew', () => {
  const { line, letter, order } = lineOf('a');
  line.remove(letter('a'));
  assert.equal(line.oldest, undefined);
  line.touch(letter('a'));
  line.clear();
  assert.equal(order(), '');
});
