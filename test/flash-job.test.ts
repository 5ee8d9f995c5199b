import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import type { Progress } from '../nodes/esp8266-flash/job/progress';
import { TOOLS } from '../nodes/esp8266-flash/job/tools';
import { REAL_PACE } from '../simulator/espruino-program';
import { FlashingBench } from './flashing';

test('a blank chip gets Espruino and the program', async (t) => {
  const bench = await FlashingBench.set(t);
  const { chip, bytes } = await bench.does();
  const { flashBytes, mac, espruino } = chip;
  assert.deepEqual([flashBytes, mac], [4_194_304, '5c:cf:7f:00:00:01']);
  assert.deepEqual(espruino, { version: '2v29', board: 'ESP8266_4MB' });
  assert.ok(bytes > 800_000, `${bytes} bytes`);
});

test('where Espruino is, only the program is sent', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const { bytes, phaseMs, chip } = await bench.does();
  assert.deepEqual(Object.keys(phaseMs), ['connect', 'upload', 'start', 'first-reading']);
  assert.equal(chip.mac, '5c:cf:7f:00:00:01');
  assert.ok(bytes < 10_000, `${bytes} bytes`);
});

test('Espruino is written anew when another version of it was asked for', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const { chip } = await bench.does({ image: { kind: 'release', version: '2v17' } });
  assert.equal(chip.espruino?.version, '2v17');
});

test('a program alone takes seconds, and needs no boot loader', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const { phaseMs } = await bench.does({ request: 'program', program: { kind: 'script', code: 'print("mine")' } });
  assert.deepEqual(Object.keys(phaseMs), ['connect', 'upload', 'start', 'first-reading']);
});

test('a chip tells what it is and what runs on it', async (t) => {
  const bench = await FlashingBench.set(t, { flashBytes: 1024 * 1024 });
  const blank = await bench.does({ request: 'identify' });
  assert.deepEqual([blank.chip.flashBytes, blank.chip.espruino], [1_048_576, undefined]);
  await bench.does();
  const { chip } = await bench.does({ request: 'identify' });
  assert.deepEqual(chip.espruino, { version: '2v17', board: 'ESP8266_BOARD' });
});

test('a chip that is erased is blank', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const { phaseMs } = await bench.does({ request: 'erase' });
  assert.deepEqual(Object.keys(phaseMs), ['connect', 'identify', 'erase']);
  assert.ok(bench.chip.flash.read(0, 4_194_304).every((byte) => byte === 0xff));
});

test('a board that nothing but fingers resets is written, and started, with their help', async (t) => {
  const bench = await FlashingBench.set(t, { wiring: 'none', flashBytes: 1024 * 1024 });
  const { chip } = bench;
  bench.tools = {
    ...bench.tools,
    connectLoader: (link, options) => TOOLS.connectLoader(link, { ...options, rungs: [], handPatienceMs: 5000 }),
  };
  const told: Progress[] = [];
  const progress = (now: Progress) => {
    if (now.instruction === 'hold-flash') chip.pressFlashAndReset();
    if (now.instruction === 'tap-reset') chip.pressReset();
    if (now.phase !== 'write') told.push(now);
  };
  const end = await bench.run({}, { reporter: { progress, log: () => {} } });
  assert.ok('outcome' in end && end.outcome.chip.espruino?.version === '2v17');
  assert.deepEqual(
    told.flatMap(({ instruction }) => instruction ?? []),
    ['hold-flash', 'tap-reset'],
  );
});

test('files of a person are written as they are', async (t) => {
  const bench = await FlashingBench.set(t);
  const bytes = Buffer.from('my own data');
  const parts = [{ offset: 0x10_0000, base64: bytes.toString('base64') }];
  await bench.does({ request: 'image', image: { kind: 'parts', parts } });
  assert.deepEqual(bench.chip.flash.read(0x10_0000, bytes.length), bytes);
});

test('a rescue takes the program away, and nothing else', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  await bench.does();
  const before = bench.chip.flash.read(0x1000, 0xc_0000);
  await bench.does({ request: 'rescue' });
  assert.deepEqual(bench.chip.flash.read(0x1000, 0xc_0000), before);
  const storage = bench.chip.flash.read(0xc_b000, 0x3_0000).toString('latin1');
  assert.ok(!storage.includes('.bootcde'));
  assert.ok(storage.includes('boot-number'), 'the file that the program wrote is still there');
});

test('a module that cannot read its flash in dio gets dout', async (t) => {
  const bench = await FlashingBench.set(t, { espruino: { flashModes: ['dout'], air: { visitors: [] } } });
  await bench.does();
  assert.equal(bench.chip.flash.read(2, 1)[0], 3, 'dout in byte 2 of the header');
});

test('an erase before leaves nothing of what was there', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.chip.flash.write(0x20_0000, Buffer.from('old'));
  const { phaseMs } = await bench.does({ erase: true });
  assert.ok('erase' in phaseMs);
  assert.deepEqual(bench.chip.flash.read(0x20_0000, 3), Buffer.alloc(3, 0xff));
});

test('on a true wire Espruino is found while it still boots', async (t) => {
  const bench = await FlashingBench.set(t, { isWireTimed: true, espruino: REAL_PACE });
  bench.tools = TOOLS;
  bench.installEspruino();
  const { chip } = await bench.does({ request: 'program' });
  assert.equal(chip.espruino?.version, '2v29');
});

test('a console in the network takes a program, which may end the connection', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const { chip } = bench;
  chip.setBaudRate(115_200);
  const server = createServer((socket) => {
    const silence = chip.onData((bytes) => socket.write(bytes));
    socket.on('close', silence);
    socket.on('data', (bytes) => {
      void chip.write(bytes);
      if (bytes.includes('load()')) socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const port = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.equal((await bench.does({ request: 'program', port })).chip.mac, '5c:cf:7f:00:00:01');
});
