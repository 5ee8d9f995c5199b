import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOnChip } from './simulator-console';

const WRITES: [fact: string, script: string, line: string][] = [
  [
    'a file is read back as bytes',
    's.write("a", "x\\xe9"); print(s.read("a").charCodeAt(1), s.read("none"))',
    '233 undefined',
  ],
  ['an object is written as JSON', 's.write("a", { b: 1 }); print(s.read("a"), s.readJSON("a").b)', '{"b":1} 1'],
  [
    'a name is cut at 28 characters without a word',
    's.write("0123456789012345678901234567890", "x"); print(s.list()[0])',
    '0123456789012345678901234567',
  ],
  ['an empty file throws', 's.write("a", "")', "Uncaught Error: Can't create zero length file"],
  [
    'a file is written in parts',
    's.write("a", "x", 0, 4); s.write("a", "yz", 2); print(JSON.stringify(s.read("a")))',
    '"x\\u00FFyz"',
  ],
  [
    'a part beyond the total throws',
    's.write("a", "x", 0, 2); s.write("a", "yz", 1)',
    'Uncaught Error: Too much data for file size',
  ],
  [
    'a part of a file that is not there throws',
    's.write("a", "x", 1)',
    'Uncaught Error: Unable to find or create file',
  ],
  ['there are 192 KB', 's.eraseAll(); print(s.getFree()); s.write("a", "x", 0, 196608)', '196608'],
  ['more than there is throws', 's.write("a", "x", 0, 196608)', 'Uncaught Error: Unable to find or create file'],
  ['an erased file is gone', 's.write("a", "x"); s.erase("a"); print(s.read("a"))', 'undefined'],
];

for (const [fact, script, line] of WRITES) {
  test(fact, async (t) => {
    const chip = runOnChip(t, `var s = require("Storage"); s.erase(".bootcde"); ${script}`);
    assert.equal(await chip.line(/./), line);
  });
}

test('storage survives a power cycle, variables do not', async (t) => {
  const chip = runOnChip(
    t,
    'var s = require("Storage"); print(s.read("boot"), typeof kept); s.write("boot", "x" + (s.read("boot") || "")); kept = 1',
  );
  assert.equal(await chip.line(/./), 'undefined undefined');
  chip.device.powerCycle();
  assert.equal(await chip.line(/./), 'x undefined');
});

test('writing what is there already does not wear the flash', async (t) => {
  const chip = runOnChip(t, 'var s = require("Storage"); s.write("a", "same"); s.write("a", "same"); print("written")');
  await chip.line(/written/);
  assert.equal(chip.device.flash.writes, 1);
});
