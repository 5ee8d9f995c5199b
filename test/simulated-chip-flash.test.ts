import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { noFaults } from '../simulator/chip/faults';
import { FlashMemory } from '../simulator/chip/flash-memory';
import { SpiFlash } from '../simulator/chip/spi-flash';
import { ChipHost, words } from './chip-host';

const KILOBYTE = 1024;
const SPI = 0x60000200;
const IN_AND_COMMAND = 0x90000000;

/** Runs a command of the flash chip as esptool does: `bits` of the answer, from `address` when there is one. */
async function flashCommand(host: ChipHost, command: number, { bits = 0, address = 0, sent = 0 } = {}) {
  const user = IN_AND_COMMAND + (sent > 0 ? 0x08000000 : 0);
  await write(host, SPI + 0x20, (Math.max(0, bits - 1) << 8) + (Math.max(0, sent - 1) << 17));
  await write(host, SPI + 0x1c, user);
  await write(host, SPI + 0x24, 0x70000000 + command);
  await write(host, SPI + 0x04, address * 256);
  await write(host, SPI + 0x00, 1 << 18);
  return read(host, SPI + 0x40);
}

async function write(host: ChipHost, address: number, value: number): Promise<void> {
  await host.ask(`00 09 1000 00000000 ${words(address, value, 0xffffffff, 0)}`);
}

async function read(host: ChipHost, address: number): Promise<string> {
  return (await host.ask(`00 0a 0400 00000000 ${words(address)}`)).slice(8, 16);
}

async function stub(t: TestContext, options = {}): Promise<ChipHost> {
  const host = new ChipHost(t, options);
  await host.enterStub();
  return host;
}

for (const [kilobytes, id] of [
  [512, 'ef401300'],
  [1024, 'ef401400'],
  [2048, 'ef401500'],
  [4096, 'ef401600'],
] as const) {
  test(`a flash of ${kilobytes} KB says so in its id`, async (t) => {
    const host = await stub(t, { flashBytes: kilobytes * KILOBYTE });
    await write(host, SPI + 0x40, 0);
    assert.equal(await flashCommand(host, 0x9f, { bits: 24 }), id);
  });
}

test('who does not say how many bits to read gets one', async (t) => {
  const host = await stub(t);
  await write(host, SPI + 0x40, 0);
  await write(host, SPI + 0x1c, IN_AND_COMMAND);
  await write(host, SPI + 0x24, 0x7000009f);
  await write(host, SPI + 0x00, 1 << 18);
  assert.equal(await read(host, SPI + 0x00), '00000000');
  assert.equal(await read(host, SPI + 0x40), '80000000');
});

test('the flash describes itself', async (t) => {
  const host = await stub(t);
  assert.equal(await flashCommand(host, 0x5a, { bits: 32 }), Buffer.from('SFDP').toString('hex'));
  assert.equal(await flashCommand(host, 0x5a, { bits: 24, address: 1 }), `${Buffer.from('FDP').toString('hex')}50`);
  // its size, in bits, less one
  assert.equal(await flashCommand(host, 0x5a, { bits: 32, address: 0x14 }), words(32 * 1024 * 1024 - 1));
});

test('the status registers keep what is written to them', async (t) => {
  const host = await stub(t);
  await flashCommand(host, 0x06);
  assert.equal((await flashCommand(host, 0x05, { bits: 8 })).slice(0, 2), '02');
  await write(host, SPI + 0x40, 0x0240);
  await flashCommand(host, 0x01, { sent: 16 });
  assert.equal((await flashCommand(host, 0x05, { bits: 8 })).slice(0, 2), '40');
  assert.equal((await flashCommand(host, 0x35, { bits: 8 })).slice(0, 2), '02');
});

test('the flash is deaf until the boot ROM attaches it', async (t) => {
  const host = new ChipHost(t);
  await host.synchronise();
  assert.equal((await flashCommand(host, 0x9f, { bits: 24 })).slice(0, 6), 'ffffff');
  await host.ask(`00 02 1000 00000000 ${words(0, 0, 0x400, 0)}`);
  assert.equal((await flashCommand(host, 0x9f, { bits: 24 })).slice(0, 6), 'ef4016');
});

for (const [mac, efuses] of [
  ['5c:cf:7f:0a:0b:0c', ['0000000c', '0b0a0002', '00b000f2', '7fcf5c00']],
  ['18:fe:34:0a:0b:0c', ['0000000c', '0b0a0002', '00b000f2', '00000000']],
  ['ac:d0:74:0a:0b:0c', ['0000000c', '0b0a0102', '00b000f2', '00000000']],
] as const) {
  test(`the MAC ${mac} is in the fuses`, async (t) => {
    const host = new ChipHost(t, { mac });
    await host.synchronise();
    const found = [];
    for (const address of [0x3ff00050, 0x3ff00054, 0x3ff00058, 0x3ff0005c]) found.push(await read(host, address));
    assert.deepEqual(found, efuses);
  });
}

test('addresses beyond the end of the flash begin again at 0', async (t) => {
  const host = await stub(t, { flashBytes: 512 * KILOBYTE });
  await host.ask(`00 02 1000 00000000 ${words(0x1000, 1, 0x4000, 0x7f000)}`);
  await host.askBlock('03', 0, Buffer.alloc(0x1000, 1));
  await host.ask(`00 02 1000 00000000 ${words(0x1000, 1, 0x4000, 0x80000)}`);
  await host.askBlock('03', 0, Buffer.alloc(0x1000, 2));
  assert.deepEqual(host.chip.flash.read(0, 0x1000), Buffer.alloc(0x1000, 2));
  assert.deepEqual(host.chip.flash.read(0x7f000, 0x1000), Buffer.alloc(0x1000, 1));
});

test('work takes the time that it takes a real flash chip', () => {
  const flash = new SpiFlash(new FlashMemory(4096 * KILOBYTE), noFaults(), () => {});
  flash.isAttached = true;
  const timeOf = (work: () => void) => {
    work();
    return flash.takeSpentMs();
  };
  assert.equal(timeOf(() => flash.write(0, Buffer.alloc(1000))).toFixed(1), '2.8');
  assert.equal(
    timeOf(() => flash.eraseRegion(0xf000, 0x12000)),
    45 + 137 + 45,
  );
  assert.equal(
    timeOf(() => flash.eraseChip()),
    64 * 137,
  );
  assert.equal(
    timeOf(() => flash.read(0, 4096)),
    2,
  );
  assert.equal(flash.takeSpentMs(), 0);
});

test('writing only clears bits', () => {
  const flash = new FlashMemory(0x2000);
  flash.write(0x0fff, Buffer.from([0x0f, 0xf0]));
  flash.write(0x0fff, Buffer.from([0x3c, 0x3c]));
  assert.deepEqual(flash.read(0x0ffe, 4), Buffer.from([0xff, 0x0c, 0x30, 0xff]));
  flash.eraseSectors(0x1000, 1);
  assert.deepEqual(flash.read(0x0ffe, 4), Buffer.from([0xff, 0x0c, 0xff, 0xff]));
});

test('four megabytes are written at once where they are erased', () => {
  const flash = new FlashMemory(4096 * KILOBYTE);
  const bytes = Buffer.alloc(4096 * KILOBYTE, 0x5a);
  const start = performance.now();
  flash.write(0, bytes);
  assert.ok(performance.now() - start < 200);
  assert.deepEqual(flash.read(0, bytes.length), bytes);
});

test('with a file the flash outlives the chip, and no other size fits', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'flash-'));
  t.after(() => rm(folder, { recursive: true }));
  const flashFile = join(folder, 'chip.bin');
  const host = await stub(t, { flashFile, flashBytes: 512 * KILOBYTE });
  await host.ask(`00 02 1000 00000000 ${words(4, 1, 0x4000, 0x1000)}`);
  await host.askBlock('03', 0, Buffer.from('kept'));
  if (process.platform !== 'win32') assert.equal((await stat(flashFile)).mode & 0o777, 0o600); // a password may be in it
  const next = new ChipHost(t, { flashFile, flashBytes: 512 * KILOBYTE });
  assert.equal(next.chip.flash.read(0x1000, 4).toString(), 'kept');
  assert.throws(() => new ChipHost(t, { flashFile }), /must hold 4194304 bytes of flash, it holds 524288/);
  await writeFile(flashFile, '');
  assert.throws(() => new ChipHost(t, { flashFile }), /it holds 0/);
});
