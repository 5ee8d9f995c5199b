import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgesOf, heardAs } from '../simulator/chip/bit-stream';
import { Lane } from '../simulator/chip/lane';
import { ChipHost } from './chip-host';

const READ_MAGIC = '00 0a 0400 00000000 00100040';
const READ_DIVIDER = '00 0a 0400 00000000 14000060';

test('boot messages are text at 74880 baud', async (t) => {
  const host = new ChipHost(t);
  host.chip.setBaudRate(74880);
  await host.enterLoader();
  assert.equal(host.text.split('\r\n')[1], ' ets Jan  8 2013,rst cause:2, boot mode:(1,6)');
});

test('boot messages are junk at 115200 baud, the same each time', async (t) => {
  const heard: string[] = [];
  for (let time = 0; time < 2; time++) {
    const host = new ChipHost(t);
    await host.enterLoader();
    heard.push(host.text);
  }
  assert.doesNotMatch(heard[0] ?? '', /ets|boot/);
  assert.ok((heard[0]?.length ?? 0) > 40);
  assert.equal(heard[0], heard[1]);
});

for (const [baudRate, divider] of [
  [9600, '29150000'],
  [74880, 'b7020000'],
  [115200, 'c4010000'],
  [460800, '71000000'],
] as const) {
  test(`the boot ROM takes ${baudRate} baud from what it hears first`, async (t) => {
    const host = new ChipHost(t);
    host.chip.setBaudRate(baudRate);
    await host.synchronise();
    assert.equal((await host.ask(READ_DIVIDER)).slice(8, 16), divider);
  });
}

test('the rate is found once: at another one the chip hears junk until its next reset', async (t) => {
  const host = new ChipHost(t);
  await host.synchronise();
  host.chip.setBaudRate(57600);
  await host.send(READ_MAGIC);
  assert.deepEqual(host.unread, []);
  await host.synchronise();
  assert.equal(await host.ask(READ_MAGIC), '010a020001c1f0ff0000');
});

test('bytes survive a rate that is a little off, and no more', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  for (const listenerBaud of [111_000, 115_200, 119_000])
    assert.deepEqual(heardAs(bytes, { senderBaud: 115_200, listenerBaud }), bytes);
  for (const listenerBaud of [57_600, 74_880, 230_400])
    assert.notDeepEqual(heardAs(bytes, { senderBaud: 115_200, listenerBaud }), bytes);
});

for (const [what, sent, senderBaud, listenerBaud, heard] of [
  // 0x55 is a square wave; at half its rate one hears every second bit
  ['a square wave at half its rate', '55', 115200, 57600, 'ff'],
  // start bit and eight zeros at twice the rate: 18 low samples, a byte of zeros before the line rises
  ['zeros at twice their rate', '00', 57600, 115200, '00'],
  ['a break in the middle of nothing', '', 57600, 115200, ''],
] as const) {
  test(`${what}: ${sent || 'nothing'} is heard as ${heard || 'nothing'}`, () => {
    assert.equal(heardAs(Buffer.from(sent, 'hex'), { senderBaud, listenerBaud }).toString('hex'), heard);
  });
}

test('edges are counted with start and stop bit', () => {
  assert.deepEqual([0x00, 0xff, 0x55, 0xc0].map(edgesOf), [2, 2, 10, 2]);
});

test('timed, a byte takes ten bits and waits for the one before it', async () => {
  const arrivals: number[] = [];
  const lane = new Lane(true, (bytes) => arrivals.push(bytes.length));
  const start = performance.now();
  void lane.send(Buffer.alloc(50), 10_000);
  assert.equal(lane.pendingBytes, 50);
  await lane.send(Buffer.alloc(50), 10_000);
  const tookMs = performance.now() - start;
  assert.ok(tookMs >= 99 && tookMs < 200, `100 bytes at 10000 baud took ${tookMs} ms`);
  assert.equal(
    arrivals.reduce((sum, count) => sum + count),
    100,
  );
  assert.equal(lane.pendingBytes, 0);
});

test('untimed, all is there at once', () => {
  const arrivals: number[] = [];
  void new Lane(false, (bytes) => arrivals.push(bytes.length)).send(Buffer.alloc(100_000), 300);
  assert.deepEqual(arrivals, [100_000]);
});

test('what is on the wire at a reset is lost, and who waits for it goes on', async () => {
  const lane = new Lane(true, () => assert.fail('nothing arrives'));
  const sent = lane.send(Buffer.alloc(100), 300);
  lane.clear();
  await sent;
  assert.equal(lane.pendingBytes, 0);
});
