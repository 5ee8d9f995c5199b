import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FlashMemory } from '../simulator/chip/flash-memory';
import { STORAGE_BYTES } from '../simulator/device/chip-flash';
import { StorageArea } from '../simulator/device/storage-area';
import { ESPRUINO, withEspruino } from './espruino-interpreter';

const SCRIPT = `
var s=require("Storage");
print(JSON.stringify([s.list(),s.getFree(),s.read("one"),s.read("big").length]));
s.write("theirs","written by Espruino");s.write("one","again");s.erase("big");
`;

function storageIn(t: TestContext, directory: string): StorageArea {
  const memory = new FlashMemory(STORAGE_BYTES, join(directory, 'espruino.flash'));
  t.after(() => memory.close());
  return new StorageArea(memory, 0, STORAGE_BYTES);
}

test('Espruino finds the files of the simulated chip, and the simulated chip those of Espruino', withEspruino, (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'espruino-storage-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const ours = storageIn(t, directory);
  ours.set('one', Buffer.from('first'));
  ours.set('one', Buffer.from('replaced'));
  for (let turn = 0; turn < 20; turn += 1) ours.set('big', Buffer.alloc(30_000, turn));
  writeFileSync(join(directory, 'script.js'), SCRIPT);
  const { stdout } = spawnSync(ESPRUINO, ['script.js'], { cwd: directory, timeout: 10_000, encoding: 'latin1' });
  assert.ok(stdout.includes(JSON.stringify([['one', 'big'], ours.freeBytes, 'replaced', 30_000])), stdout);
  const theirs = storageIn(t, directory);
  assert.deepEqual(theirs.names(), ['theirs', 'one']);
  assert.equal(theirs.get('theirs')?.toString(), 'written by Espruino');
});
