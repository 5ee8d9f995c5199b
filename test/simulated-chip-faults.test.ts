import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ChipOptions } from '../simulator/chip/chip-options';
import type { StartProgram } from '../simulator/chip/running';
import { ChipHost, words } from './chip-host';

const SYNC = `00 08 2400 00000000 07071220 ${'55'.repeat(32)}`;
const READ_MAGIC = '00 0a 0400 00000000 00100040';

async function stub(t: TestContext, options?: ChipOptions): Promise<ChipHost> {
  const host = new ChipHost(t, options);
  await host.enterStub();
  return host;
}

test('a silent chip says nothing, and speaks again when the fault is over', async (t) => {
  const host = await stub(t);
  host.chip.faults.silent = true;
  await host.send(READ_MAGIC);
  assert.deepEqual(host.unread, []);
  host.chip.faults.silent = false;
  assert.equal(await host.ask(READ_MAGIC), '010a020001c1f0ff0000');
});

test('noise turns bits over, the first of each answer too', async (t) => {
  const host = await stub(t);
  host.chip.faults.noise = true;
  host.text = '';
  await host.send(READ_MAGIC);
  // c0 01 0a 02 00 | 01 c1 f0 ff 00 | 00 c0, with 0x55 in the first of each five
  assert.equal(Buffer.from(host.text, 'latin1').toString('hex'), '95010a020054c1f0ff0055c0');
});

test('the power fails in the middle of a write and stays off', async (t) => {
  const host = await stub(t);
  host.chip.faults.powerLossAfterBytes = 0x1800;
  await host.ask(`00 02 1000 00000000 ${words(0x3000, 3, 0x1000, 0)}`);
  await host.askBlock('03', 0, Buffer.alloc(0x1000, 1));
  await host.askBlock('03', 1, Buffer.alloc(0x1000, 2));
  assert.equal(host.chip.state, 'off');
  assert.deepEqual(host.chip.flash.read(0x17ff, 2), Buffer.from([2, 0xff]));
  await host.send(READ_MAGIC);
  assert.deepEqual(host.unread, []);
  await host.synchronise();
  assert.equal(host.chip.faults.powerLossAfterBytes, undefined);
});

test('a flash that loses bits has another MD5 than what was written', async (t) => {
  const host = await stub(t, { faults: { corruptsWrites: true } });
  await host.ask(`00 02 1000 00000000 ${words(3, 1, 0x4000, 0)}`);
  await host.askBlock('03', 0, Buffer.from('abc'));
  assert.equal(host.chip.flash.read(0, 3).toString(), '`bc');
});

test('above the highest rate of the adapter nothing gets through', async (t) => {
  const host = await stub(t, { faults: { maxBaudRate: 230_400 } });
  await host.ask(`00 0f 0800 00000000 ${words(460800, 115200)}`);
  host.chip.setBaudRate(460_800);
  await host.send(READ_MAGIC);
  assert.deepEqual(host.unread, []);
  await host.synchronise();
  assert.equal(await host.ask(READ_MAGIC), '010a020001c1f0ff0000');
});

test('with GPIO0 held low each reset ends in the loader', async (t) => {
  const host = await stub(t, { faults: { heldInLoader: true } });
  host.chip.setBaudRate(74880);
  host.text = '';
  host.chip.pressReset();
  await host.until(() => host.text.includes('boot mode'));
  assert.match(host.text, /rst cause:2, boot mode:\(1,6\)/);
});

test('with a silent console the program runs unheard; the loader is heard', async (t) => {
  const received: string[] = [];
  const startProgram: StartProgram = (core) => {
    core.send(Buffer.from('prompt'));
    return { receive: (bytes) => received.push(Buffer.from(bytes).toString()), end() {} };
  };
  const host = new ChipHost(t, { startProgram, faults: { consoleIsSilent: true } });
  host.chip.setBaudRate(74880);
  host.chip.powerOn();
  await host.until(() => host.text.includes('boot mode'));
  await host.chip.write(Buffer.from('hello'));
  assert.doesNotMatch(host.text, /prompt/);
  assert.deepEqual(received, []);
  await host.synchronise();
  assert.equal((await host.askAll(SYNC, 8)).length, 8);
});
