import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programAreas, withoutPrograms } from '../nodes/esp8266-flash/chip/stored-program';
import { FlashMemory } from '../simulator/chip/flash-memory';
import { StorageArea } from '../simulator/device/storage-area';

const SECTOR_BYTES = 4096;
const [AREA] = programAreas(4096 * 1024);
assert.ok(AREA);
const { address, length } = AREA;

/** A flash with these files in the area of the 4 MB build. */
function flashWith(files: Record<string, string>): { flash: FlashMemory; storage: StorageArea } {
  const flash = new FlashMemory(4096 * 1024);
  const storage = new StorageArea(flash, address, length);
  for (const [name, text] of Object.entries(files)) storage.set(name, Buffer.from(text));
  return { flash, storage };
}

/** As the boot loader does it: whole sectors. Gives how many. */
function rescue(flash: FlashMemory): number {
  const parts = withoutPrograms({ address, bytes: flash.read(address, length) });
  for (const part of parts) {
    flash.eraseSectors(part.address, part.bytes.length);
    flash.write(part.address, part.bytes);
  }
  return parts.length;
}

test('only the files that run at power-up are taken away', () => {
  const { flash, storage } = flashWith({
    '.wificfg': 'kept',
    '.bootcde': 'while(1);',
    '.boot0': '1',
    '.bootPowerOn': '1',
    '.varimg': '1',
    '.bootrst': '1',
    '.boot4': 'kept',
    mine: 'kept',
  });
  assert.equal(rescue(flash), 1);
  assert.deepEqual(storage.names(), ['.wificfg', '.boot4', 'mine']);
  assert.equal(storage.get('mine')?.toString(), 'kept');
  assert.equal(storage.isValid, true);
});

test('a program behind files of many sectors is found, and only its sector written', () => {
  const { flash, storage } = flashWith({ big: 'x'.repeat(20_001), '.bootcde': 'while(1);'.repeat(1000), after: 'y' });
  assert.equal(rescue(flash), 1);
  assert.deepEqual(storage.names(), ['big', 'after']);
});

test('a program that begins with a sector, as older releases had it, is found', () => {
  const { flash, storage } = flashWith({ first: 'x' });
  const header = Buffer.alloc(36);
  header.writeUInt32LE(4);
  header.write('.bootcde', 4);
  flash.write(address + SECTOR_BYTES, header);
  assert.equal(rescue(flash), 1);
  assert.deepEqual(storage.names(), ['first']);
});

test('a name that two sectors share is wiped out', () => {
  const { flash, storage } = flashWith({ first: 'x'.repeat(SECTOR_BYTES - 32 - 8), '.bootcde': 'while(1);' });
  assert.equal(rescue(flash), 1);
  assert.deepEqual(storage.names(), ['first']);
});

const NOTHING_TO_DO: [name: string, bytes: Buffer][] = [
  ['an erased area', Buffer.alloc(length, 0xff)],
  ['zeros', Buffer.alloc(length)],
  ['code', Buffer.from('.bootcde\0\0\0\0'.repeat(length / 12))],
];

for (const [name, bytes] of NOTHING_TO_DO) {
  test(`${name}: nothing is written`, () => assert.deepEqual(withoutPrograms({ address, bytes }), []));
}

test('a flash has the areas that lie in it', () => {
  assert.deepEqual(programAreas(512 * 1024), [{ address: 0x77000, length: 16_384 }]);
  assert.deepEqual(programAreas(1024 * 1024), [
    { address: 0xcb000, length: 196_608 },
    { address: 0x77000, length: 16_384 },
  ]);
});
