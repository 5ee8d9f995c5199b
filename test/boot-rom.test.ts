import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BootRom } from '../nodes/esp8266-flash/chip/boot-rom';
import { connect, part, someone } from './loader-user';

const KILOBYTE = 1024;

for (const mac of ['5c:cf:7f:0a:0b:0c', '18:fe:34:0a:0b:0c', 'ac:d0:74:0a:0b:0c']) {
  test(`the MAC ${mac} is read from the fuses`, async (t) => {
    const { rom } = await connect(t, { mac });
    assert.equal(rom.facts.mac, mac);
    assert.equal(rom.facts.chip, 'ESP8266EX');
  });
}

for (const [flashBytes, flashId] of [
  [512 * KILOBYTE, 0x1340ef],
  [1024 * KILOBYTE, 0x1440ef],
  [2048 * KILOBYTE, 0x1540ef],
  [4096 * KILOBYTE, 0x1640ef],
] as const) {
  test(`a flash of ${flashBytes / KILOBYTE} KB is known by its id`, async (t) => {
    const { rom } = await connect(t, { flashBytes });
    assert.deepEqual([rom.facts.flashBytes, rom.facts.flashId], [flashBytes, flashId]);
  });
}

test('parts are written as they are and the sectors between them keep what they hold', async (t) => {
  const { chip, rom } = await connect(t);
  const kept = part(0x10000, 4096);
  chip.flash.write(kept.address, kept.bytes);
  const parts = [part(0, 0x8001), part(0x20000, 4096)];
  await rom.write(parts, () => {});
  for (const { address, bytes } of [...parts, kept]) assert.deepEqual(chip.flash.read(address, bytes.length), bytes);
  await rom.verify(parts);
});

test('a part of one sector replaces what that sector holds', async (t) => {
  const { chip, rom } = await connect(t);
  chip.flash.write(0x3000, Buffer.alloc(0x3000));
  await rom.write([{ address: 0x4000, bytes: Buffer.alloc(4096, 0xff) }], () => {});
  assert.deepEqual(chip.flash.read(0x3ffe, 4), Buffer.from([0, 0, 0xff, 0xff]));
  assert.deepEqual(chip.flash.read(0x4ffe, 4), Buffer.from([0xff, 0xff, 0, 0]));
});

test('the bytes of a write are told up to the last one', async (t) => {
  const { rom } = await connect(t);
  const told: number[] = [];
  await rom.write([part(0, 40_001), part(0x20000, 4096)], (bytes) => told.push(bytes));
  assert.equal(told.at(-1), 44_097);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );
});

test('the flash is read back as it is', async (t) => {
  const { chip, rom } = await connect(t);
  const { bytes } = part(0, 10_000);
  chip.flash.write(0x5000, bytes);
  assert.deepEqual(await rom.readFlash(0x5001, 9_998), bytes.subarray(1, 9_999));
});

test('everything is erased when asked for', async (t) => {
  const { chip, rom } = await connect(t, { flashBytes: 512 * KILOBYTE });
  chip.flash.write(0, Buffer.alloc(512 * KILOBYTE));
  await rom.eraseAll();
  assert.ok(chip.flash.read(0, 512 * KILOBYTE).every((byte) => byte === 0xff));
});

test('after startFlash the chip runs its flash, the lines are idle and the link is free at 115200 baud', async (t) => {
  const { chip, link, rom } = await connect(t);
  await rom.startFlash();
  const reader = link.readable?.getReader();
  await reader?.read();
  assert.equal(chip.state, 'running');
  assert.deepEqual(link.lines, { dataTerminalReady: false, requestToSend: false });
  assert.equal(link.baudRates.at(-1), 115_200);
});

test('released, the link is open and free for the next one', async (t) => {
  const { chip, link, rom } = await connect(t);
  await rom.release();
  const again = await BootRom.connect(link, { baud: 115_200, ...someone() });
  t.after(() => again.release());
  assert.equal(again.facts.mac, chip.mac);
});

test('the rate that is asked for is used once the stub runs', async (t) => {
  const { link } = await connect(t, {}, { baud: 921_600 });
  assert.deepEqual(link.baudRates, [115_200, 115_200, 921_600]);
});
