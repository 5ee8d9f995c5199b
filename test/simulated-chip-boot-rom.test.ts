import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ChipHost, words } from './chip-host';

const SYNC = `00 08 2400 00000000 07071220 ${'55'.repeat(32)}`;
const SYNC_ANSWER = '0108020007071220' + '0000';

async function loader(t: TestContext): Promise<ChipHost> {
  const host = new ChipHost(t);
  await host.synchronise();
  return host;
}

test('the first SYNC after a reset is lost, the second is answered eight times', async (t) => {
  const host = new ChipHost(t);
  await host.enterLoader();
  await host.send(SYNC);
  assert.deepEqual(host.unread, []);
  assert.deepEqual(await host.askAll(SYNC, 8), Array(8).fill(SYNC_ANSWER));
});

test('the value of READ_REG stays in the answers that follow', async (t) => {
  const host = await loader(t);
  assert.equal(await host.ask('00 0a 0400 00000000 00100040'), '010a020001c1f0ff0000');
  assert.equal(await host.ask(`00 09 1000 00000000 00c01040 78563412 ffffffff 00000000`), '0109020001c1f0ff0000');
  assert.equal(await host.ask('00 0a 0400 00000000 00c01040'), '010a0200785634120000');
});

test('an unknown command is answered with the previous one', async (t) => {
  const host = await loader(t);
  await host.ask('00 0a 0400 00000000 00100040');
  for (const unknown of ['00', '01', '0c', '14', 'd0'])
    assert.equal(await host.ask(`00 ${unknown} 0000 00000000`), '010a020001c1f0ff0105');
});

test('an unknown command after SYNC is answered eight times', async (t) => {
  const host = await loader(t);
  assert.deepEqual(await host.askAll('00 14 0000 00000000', 8), Array(8).fill('0108020007071220' + '0105'));
});

test('WRITE_REG changes the bits of its mask, word after word', async (t) => {
  const host = await loader(t);
  await host.ask(`00 09 1000 00000000 00c01040 78563412 ffffffff 00000000`);
  await host.ask(`00 09 2000 00000000 00c01040 ffffffff 00ff0000 00000000 04c01040 01000000 ffffffff 00000000`);
  assert.equal((await host.ask('00 0a 0400 00000000 00c01040')).slice(8, 16), '78ff3412');
  assert.equal((await host.ask('00 0a 0400 00000000 04c01040')).slice(8, 16), '01000000');
});

for (const [name, begin, error] of [
  ['of 16 bytes is taken', words(0x1000, 4, 0x400, 0), '0000'],
  ['of 20 bytes is refused', words(0x1000, 4, 0x400, 0, 0), '0105'],
  ['with blocks of more than 0x1800 bytes is refused', words(0x4000, 1, 0x4000, 0), '0105'],
  ['beyond 4 MB cannot be erased', words(0x1000, 4, 0x400, 0x400000), '0106'],
] as const) {
  test(`FLASH_BEGIN ${name}`, async (t) => {
    const host = await loader(t);
    const length = Buffer.from([begin.length / 2]).toString('hex');
    assert.equal((await host.ask(`00 02 ${length}00 00000000 ${begin}`)).slice(-4), error);
  });
}

test('blocks are written to the flash in order, and each only once', async (t) => {
  const host = await loader(t);
  const block = Buffer.alloc(0x400, 0x5a);
  await host.ask(`00 02 1000 00000000 ${words(0x800, 2, 0x400, 0x1000)}`);
  assert.equal((await host.askBlock('03', 0, block)).slice(-4), '0000');
  assert.equal((await host.askBlock('03', 0, block)).slice(-4), '0105');
  assert.equal((await host.askBlock('03', 1, block)).slice(-4), '0000');
  assert.deepEqual(host.chip.flash.read(0x1000, 0x800), Buffer.alloc(0x800, 0x5a));
  assert.deepEqual(host.chip.flash.read(0x1800, 1), Buffer.from([0xff]));
});

for (const [name, packet, error] of [
  ['a wrong checksum', `00 03 1400 00000000 ${words(4, 0, 0, 0)} 01020304`, '0107'],
  ['a size that is no multiple of 4', `00 03 1300 ef000000 ${words(3, 0, 0, 0)} 000000`, '0105'],
  ['a size larger than what came', `00 03 1400 eb000000 ${words(8, 0, 0, 0)} 01020304`, '0105'],
  ['a length in its header that is not its own', `00 03 1500 eb000000 ${words(4, 0, 0, 0)} 01020304`, '0105'],
] as const) {
  test(`a block with ${name} is refused`, async (t) => {
    const host = await loader(t);
    await host.ask(`00 02 1000 00000000 ${words(0x400, 1, 0x400, 0x1000)}`);
    assert.equal((await host.ask(packet)).slice(-4), error);
  });
}

test('the checksum counts only with its lowest byte', async (t) => {
  const host = await loader(t);
  await host.ask(`00 02 1000 00000000 ${words(0x400, 1, 0x400, 0x1000)}`);
  assert.equal((await host.ask(`00 03 1400 eb77 7777 ${words(4, 0, 0, 0)} 01020304`)).slice(-4), '0000');
});

test('what the flash does not keep is noticed', async (t) => {
  const host = await loader(t);
  await host.ask(`00 02 1000 00000000 ${words(0x400, 1, 0x400, 0x1000)}`);
  host.chip.faults.corruptsWrites = true;
  assert.equal((await host.askBlock('03', 0, Buffer.alloc(0x400, 0x5a))).slice(-4), '0108');
});

test('the ROM erases more than it is asked for', async (t) => {
  const host = await loader(t);
  host.chip.flash.write(0, Buffer.alloc(0x10000));
  await host.ask(`00 02 1000 00000000 ${words(0x2000, 8, 0x400, 0x1000)}`);
  const erased = Array.from({ length: 8 }, (_, sector) => host.chip.flash.isErased(sector * 0x1000, 0x1000));
  assert.deepEqual(erased, [false, true, true, true, true, false, false, false]);
});

test('FLASH_END leaves the loader for what is in flash', async (t) => {
  const host = await loader(t);
  await host.ask(`00 02 1000 00000000 ${words(0, 0, 0x400, 0)}`);
  assert.equal((await host.ask('00 04 0400 00000000 01000000')).slice(-4), '0000');
  assert.equal(host.chip.state, 'running');
});

test('FLASH_END with blocks missing is refused and stays', async (t) => {
  const host = await loader(t);
  await host.ask(`00 02 1000 00000000 ${words(0x400, 1, 0x400, 0x1000)}`);
  assert.equal((await host.ask('00 04 0400 00000000 01000000')).slice(-4), '0106');
  assert.equal(host.chip.state, 'boot ROM');
});

test('MEM_END stays when told to, and starts what was loaded when not', async (t) => {
  const host = await loader(t);
  await host.ask(`00 05 1000 00000000 ${words(4, 1, 0x1800, 0x40108000)}`);
  assert.equal((await host.askBlock('07', 0, Buffer.from([1, 2, 3, 4]))).slice(-4), '0000');
  assert.equal((await host.ask(`00 06 0800 00000000 ${words(1, 0x40108000)}`)).slice(-4), '0000');
  assert.equal(host.chip.state, 'boot ROM');
  assert.equal((await host.ask(`00 06 0c00 00000000 ${words(0, 0, 0)}`)).slice(-4), '0105');
  await host.ask(`00 06 0800 00000000 ${words(0, 0x40108000)}`);
  assert.equal(host.chip.state, 'running');
});

test('what was loaded and says OHAI is a stub', async (t) => {
  const host = new ChipHost(t);
  await host.enterStub();
  assert.equal(host.chip.state, 'stub');
});
