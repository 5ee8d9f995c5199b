import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Heard, mostTelling, RawWatch } from '../nodes/esp8266-flash/chip/raw-watch';

const CASES: [title: string, bytes: string, heard: Heard][] = [
  ['no byte', '', 'nothing'],
  ['a byte or two, as lines that change make them', '\x00\xff', 'nothing'],
  [
    'the boot log of a chip that runs its flash',
    '\xfe\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n',
    'boot-log',
  ],
  ['the boot log of a chip in its loader', 'ets Jan  8 2013,rst cause:2, boot mode:(1,6)\r\n', 'loader-log'],
  ['text of a program after junk', '\x8e\xf1\x02\x9c\xe0\x07{"temperature": 21.5, "id": 7}\r\n', 'program'],
  ['junk', '\x8e\xf1\x02\x9c\xe0\x07\x8e\xf1\x02\x9c\xe0\x07', 'noise'],
  [
    'our own packet, from wires that touch',
    `\xc0\x00\x08\x24\x00\x00\x00\x00\x00\x07\x07\x12 ${'U'.repeat(32)}\xc0`,
    'noise',
  ],
];
for (const [title, bytes, heard] of CASES) {
  test(`${title}: ${heard}`, () => {
    const watch = new RawWatch();
    for (const byte of Buffer.from(bytes, 'latin1')) watch.push(Buffer.of(byte));
    assert.equal(watch.heard, heard);
  });
}

test('a boot log tells more than a program, and a program more than noise', () => {
  assert.equal(mostTelling('noise', 'boot-log', 'program'), 'boot-log');
  assert.equal(mostTelling('nothing', 'program', 'noise'), 'program');
  assert.equal(mostTelling('nothing'), 'nothing');
});

test('what was heard before is forgotten when asked for', () => {
  const watch = new RawWatch();
  watch.push(Buffer.from('a line of a program\r\n'));
  watch.clear();
  assert.equal(watch.heard, 'nothing');
});
