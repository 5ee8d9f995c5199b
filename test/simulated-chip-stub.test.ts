import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { ChipHost, words } from './chip-host';

async function stub(t: TestContext, options?: ChipOptions): Promise<ChipHost> {
  const host = new ChipHost(t, options);
  await host.enterStub();
  return host;
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
const DEFLATE_BEGIN = (size: number, blocks: number, address: number) =>
  `00 10 1000 00000000 ${words(size, blocks, 0x4000, address)}`;

test('SYNC is answered eight times with the value 0', async (t) => {
  const host = await stub(t);
  const answers = await host.askAll(`00 08 2400 00000000 07071220 ${'55'.repeat(32)}`, 8);
  assert.deepEqual(answers, Array(8).fill('01080200000000000000'));
});

for (const [name, packet, status] of [
  ['an unknown command', '00 55 0000 00000000', 'c300'],
  ['the security information', '00 14 0000 00000000', 'ff00'],
  ['READ_REG of two words', `00 0a 0800 00000000 ${words(0, 0)}`, 'c000'],
  ['a length in the header that is not the packet’s', '00 0a 0500 00000000 00100040', 'c000'],
  ['data before BEGIN', `00 03 1400 eb000000 ${words(4, 0, 0, 0)} 01020304`, 'c600'],
  ['END before BEGIN', `00 12 0400 00000000 ${words(0)}`, 'c600'],
  ['BEGIN of 12 bytes', `00 02 0c00 00000000 ${words(0, 0, 0)}`, 'c000'],
  ['an erase that begins within a sector', `00 d1 0800 00000000 ${words(0x800, 0x1000)}`, 'c000'],
  ['the MD5 of what lies beyond 4 MB', `00 13 1000 00000000 ${words(0x3ff000, 0x1001, 0, 0)}`, 'c400'],
  ['MEM_DATA before MEM_BEGIN', `00 07 1400 eb000000 ${words(4, 0, 0, 0)} 01020304`, 'c600'],
] as const) {
  test(`${name} is refused with ${status}`, async (t) => {
    const host = await stub(t);
    assert.equal((await host.ask(packet)).slice(-4), status);
  });
}

test('deflated blocks are one stream, written where BEGIN says', async (t) => {
  const host = await stub(t);
  const image = Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * index) & 0xff));
  const deflated = deflateSync(image);
  await host.ask(DEFLATE_BEGIN(image.length, 2, 0x1000));
  assert.equal((await host.askBlock('11', 0, deflated.subarray(0, 50))).slice(-4), '0000');
  assert.equal((await host.askBlock('11', 1, deflated.subarray(50))).slice(-4), '0000');
  assert.equal((await host.ask(`00 12 0400 00000000 ${words(1)}`)).slice(-4), '0000');
  assert.deepEqual(host.chip.flash.read(0x1000, image.length), image);
  assert.equal(host.chip.state, 'stub');
});

test('a block that cannot be inflated is acknowledged, and the next command gets the error', async (t) => {
  const host = await stub(t);
  await host.ask(DEFLATE_BEGIN(4096, 1, 0));
  assert.equal((await host.askBlock('11', 0, Buffer.from('no zlib'))).slice(-4), '0000');
  assert.equal((await host.ask(`00 13 1000 00000000 ${words(0, 4096, 0, 0)}`)).slice(-4), 'c700');
  assert.equal((await host.ask(`00 13 1000 00000000 ${words(0, 4096, 0, 0)}`)).slice(-4), '0000');
});

test('END before all bytes have come is refused', async (t) => {
  const host = await stub(t);
  await host.ask(DEFLATE_BEGIN(4096, 1, 0));
  await host.askBlock('11', 0, deflateSync(Buffer.alloc(4095)));
  assert.equal((await host.ask(`00 12 0400 00000000 ${words(0)}`)).slice(-4), 'c000');
});

test('a wrong checksum is refused before anything is written', async (t) => {
  const host = await stub(t);
  await host.ask(`00 02 1400 00000000 ${words(4, 1, 0x4000, 0, 0)}`);
  const block = `${words(4, 0, 0, 0)} 01020304`;
  assert.equal((await host.ask(`00 03 1400 eb010000 ${block}`)).slice(-4), 'c100');
  assert.deepEqual(host.chip.flash.read(0, 4), Buffer.alloc(4, 0xff));
  assert.equal((await host.ask(`00 03 1400 eb000000 ${block}`)).slice(-4), '0000');
});

test('what does not fit is not written', async (t) => {
  const host = await stub(t);
  await host.ask(`00 02 1000 00000000 ${words(6, 1, 0x4000, 0)}`);
  await host.askBlock('03', 0, Buffer.alloc(8));
  assert.deepEqual(host.chip.flash.read(4, 4), Buffer.from([0, 0, 0xff, 0xff]));
});

test('beyond 4 MB nothing is written, and the next command says so', async (t) => {
  const host = await stub(t);
  await host.ask(`00 02 1000 00000000 ${words(4, 1, 0x4000, 0x400000)}`);
  assert.equal((await host.askBlock('03', 0, Buffer.alloc(4))).slice(-4), '0000');
  assert.equal((await host.ask(`00 04 0400 00000000 ${words(0)}`)).slice(-4), 'c400');
  assert.deepEqual(host.chip.flash.read(0, 4), Buffer.alloc(4, 0xff));
});

test('sectors are erased when they are written to, not at BEGIN', async (t) => {
  const host = await stub(t);
  host.chip.flash.write(0, Buffer.alloc(0x3000));
  await host.ask(`00 02 1000 00000000 ${words(0x3000, 3, 0x1000, 0)}`);
  await host.askBlock('03', 0, Buffer.alloc(0x1000, 0x11));
  assert.deepEqual(host.chip.flash.read(0, 0x1000), Buffer.alloc(0x1000, 0x11));
  assert.deepEqual(host.chip.flash.read(0x1000, 0x2000), Buffer.alloc(0x2000));
});

test('MD5 comes as 16 raw bytes before the status', async (t) => {
  const host = await stub(t);
  host.chip.flash.write(0x1003, Buffer.from('abc'));
  const sum = '900150983cd24fb0d6963f7d28e17f72';
  assert.equal(await host.ask(`00 13 1000 00000000 ${words(0x1003, 3, 0, 0)}`), `0113120000000000${sum}0000`);
});

test('flash is read one packet at a time, each acknowledged by the total, then its MD5', async (t) => {
  const host = await stub(t);
  const bytes = Buffer.from('0123456789');
  host.chip.flash.write(0x2000, bytes);
  await host.ask(`00 d2 1000 00000000 ${words(0x2000, 10, 4, 64)}`);
  const frames = [await host.frame()];
  for (const total of [4, 8, 10]) frames.push(await host.ask(words(total)));
  assert.deepEqual(frames, ['30313233', '34353637', '3839', md5(bytes)]);
  assert.equal((await host.ask('00 0a 0400 00000000 00100040')).slice(8, 16), '01c1f0ff');
});

test('an answer of another length ends the reading', async (t) => {
  const host = await stub(t);
  await host.ask(`00 d2 1000 00000000 ${words(0, 8192, 4096, 64)}`);
  await host.frame();
  assert.equal(await host.ask('01'), md5(Buffer.alloc(4096, 0xff)));
});

test('packets of more than 4096 bytes are refused by the next command', async (t) => {
  const host = await stub(t);
  assert.equal((await host.ask(`00 d2 1000 00000000 ${words(0, 8192, 8192, 64)}`)).slice(-4), '0000');
  assert.equal((await host.ask('00 0a 0400 00000000 00100040')).slice(-4), 'c000');
});

test('ERASE_REGION takes whole sectors, ERASE_FLASH everything', async (t) => {
  const host = await stub(t);
  host.chip.flash.write(0, Buffer.alloc(0x4000));
  await host.ask(`00 d1 0800 00000000 ${words(0x1000, 0x2000)}`);
  const erased = () => Array.from({ length: 4 }, (_, sector) => host.chip.flash.isErased(sector * 0x1000, 0x1000));
  assert.deepEqual(erased(), [false, true, true, false]);
  await host.ask('00 d0 0000 00000000');
  assert.deepEqual(erased(), [true, true, true, true]);
});

test('CHANGE_BAUDRATE is answered at the old rate; then both ends are at the new one', async (t) => {
  const host = await stub(t);
  assert.equal(await host.ask(`00 0f 0800 00000000 ${words(460800, 115200)}`), '010f0200000000000000');
  host.chip.setBaudRate(460800);
  assert.equal(await host.ask('00 0a 0400 00000000 14000060'), '010a0200710000000000');
});

test('a second change comes out wrong: the stub takes its rate for 115200', async (t) => {
  const host = await stub(t);
  await host.ask(`00 0f 0800 00000000 ${words(230400, 115200)}`);
  host.chip.setBaudRate(230400);
  await host.ask(`00 0f 0800 00000000 ${words(460800, 230400)}`);
  host.chip.setBaudRate(921600);
  assert.equal((await host.ask('00 0a 0400 00000000 14000060')).slice(8, 16), '38000000');
});

test('RUN_USER_CODE has no answer and does nothing', async (t) => {
  const host = await stub(t);
  await host.send('00 d3 0000 00000000');
  assert.deepEqual(host.unread, []);
  assert.equal(host.chip.state, 'stub');
});

test('the stub loads and starts another one', async (t) => {
  const host = await stub(t);
  await host.ask(`00 05 1000 00000000 ${words(4, 1, 0x1800, 0x40108000)}`);
  await host.ask(`00 07 1400 00000000 ${words(4, 0, 0, 0)} 4f484149`);
  const answers = await host.askAll(`00 06 0800 00000000 ${words(0, 0x40108000)}`, 2);
  assert.deepEqual(answers, ['01060200000000000000', '4f484149']);
});

test('timed, a block is acknowledged at once, and what follows waits for the flash', async (t) => {
  const host = new ChipHost(t, { isWireTimed: true });
  host.chip.setBaudRate(921_600);
  await host.enterStub();
  await host.ask(`00 02 1000 00000000 ${words(0x4000, 1, 0x4000, 0)}`);
  await host.askBlock('03', 0, Buffer.alloc(0x4000));
  const start = performance.now();
  await host.ask('00 0a 0400 00000000 00100040');
  // 64 pages of 0.7 ms, and half a millisecond on the wire
  const tookMs = performance.now() - start;
  assert.ok(tookMs > 40 && tookMs < 300, `${tookMs} ms`);
});
