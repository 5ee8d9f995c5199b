import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlashMemory } from '../simulator/chip/flash-memory';
import { ChipFlash } from '../simulator/device/chip-flash';
import { StorageArea } from '../simulator/device/storage-area';

const BEGIN = 0x1000;
const SIZE = 0x4000;

function storage() {
  const memory = new FlashMemory(0x6000);
  return { memory, area: new StorageArea(memory, BEGIN, SIZE) };
}

test('a file is its size and its name in 32 bytes, and data up to a multiple of four', () => {
  const { memory, area } = storage();
  area.set('.bootcde', Buffer.from('print'));
  const name = Buffer.from('.bootcde').toString('hex') + '00'.repeat(20);
  assert.equal(memory.read(BEGIN, 44).toString('hex'), `05000000${name}7072696e74ffffffffffffff`);
});

test('what is replaced keeps its place and loses the first four characters of its name', () => {
  const { memory, area } = storage();
  area.set('abcdef', Buffer.from('1'));
  area.set('abcdef', Buffer.from('2'));
  assert.equal(memory.read(BEGIN, 10).toString('hex'), '01000000000000006566');
  assert.equal(area.get('abcdef')?.toString(), '2');
  assert.equal(area.freeBytes, SIZE - 2 * 36);
});

test('writing the same bytes again changes nothing', () => {
  const { area } = storage();
  assert.equal(area.write('a', Buffer.from('same'), 0, 0), true);
  assert.equal(area.write('a', Buffer.from('same'), 0, 0), false);
  assert.equal(area.freeBytes, SIZE - 36);
});

test('a part that was written already is refused, its bytes cannot be changed', () => {
  const { area } = storage();
  area.write('a', Buffer.from('one'), 0, 9);
  assert.throws(() => area.write('a', Buffer.from('two'), 1, 0), {
    message: 'File already written with different data',
  });
});

test('files are moved together when no room is left, and only then', () => {
  const { area } = storage();
  let compactions = 0;
  area.onCompact = () => {
    compactions += 1;
  };
  area.set('kept', Buffer.from('kept'));
  for (let turn = 0; turn < 5; turn += 1) area.set('big', Buffer.alloc(5000, turn));
  assert.equal(compactions, 1);
  assert.deepEqual(area.names(), ['kept', 'big']);
  assert.equal(area.get('kept')?.toString(), 'kept');
});

test('a file larger than all of Storage is refused and nothing is erased', () => {
  const { area } = storage();
  area.set('a', Buffer.from('1'));
  assert.throws(() => area.set('b', Buffer.alloc(SIZE)), { message: 'Unable to find or create file' });
  assert.deepEqual(area.names(), ['a']);
});

test('files that begin anew with a page are found, as older releases wrote them', () => {
  const { memory, area } = storage();
  area.set('first', Buffer.from('1'));
  const second = memory.read(BEGIN, 36);
  second.write('other', 4);
  memory.write(BEGIN + 0x1000, second);
  assert.deepEqual(area.names(), ['first', 'other']);
});

const AREAS: [fact: string, write: (memory: FlashMemory) => void, isValid: boolean][] = [
  ['an erased area', () => {}, true],
  ['an area with something in its middle', (memory) => memory.write(BEGIN + 0x2000, Buffer.of(1)), false],
  ['an area that begins with noise', (memory) => memory.write(BEGIN, Buffer.alloc(64, 0x55)), false],
];

for (const [fact, write, isValid] of AREAS) {
  test(`${fact} is ${isValid ? 'an empty' : 'no'} Storage`, () => {
    const { memory, area } = storage();
    write(memory);
    assert.equal(area.isValid, isValid);
  });
}

test('the Wi-Fi mode is one more byte in its sector for each change, and an erased sector is a new chip', () => {
  const memory = new FlashMemory(0x6000);
  const flash = new ChipFlash(memory, { storage: { address: BEGIN, bytes: SIZE }, settings: 0x5000 });
  assert.equal(flash.wifiMode, 2);
  for (const mode of [3, 3, 1]) flash.wifiMode = mode;
  assert.equal(memory.read(0x5000, 3).toString('hex'), '0301ff');
  memory.eraseSectors(0x5000, 1);
  assert.equal(flash.wifiMode, 2);
});

test('the Wi-Fi mode can be changed more often than its sector has bytes', () => {
  const flash = new ChipFlash();
  for (let turn = 0; turn < 5000; turn += 1) flash.wifiMode = 1 + (turn % 3);
  assert.equal(flash.wifiMode, 2);
});
