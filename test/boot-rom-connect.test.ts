import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BootRom } from '../nodes/esp8266-flash/chip/boot-rom';
import { RUNGS } from '../nodes/esp8266-flash/chip/connect-ladder';
import { CLASSIC, INVERTED, type ResetStrategy, SWAPPED } from '../nodes/esp8266-flash/chip/reset-strategies';
import type { Progress } from '../nodes/esp8266-flash/job/progress';
import type { ChipLink } from './chip-link';
import { connect, failure, NO_RESET, ONE_RESET, plugIn, someone } from './loader-user';

const QUICK = { baud: 115_200, rungs: ONE_RESET, handPatienceMs: 300 };

test('a silent chip is known in six seconds', () => {
  const askMs = 100;
  const listeningMs = 100 + 50 + 600;
  const needed = RUNGS.map(
    ({ strategy, asks }) => strategy.intoLoader.reduce((ms, { holdMs }) => ms + holdMs, 0) + asks * askMs,
  );
  assert.ok(needed.reduce((sum, ms) => sum + ms, listeningMs) <= 6000);
});

test('a silent chip: the person is told what to do, and then that it does not answer', async (t) => {
  const { link } = await plugIn(t, { faults: { silent: true } });
  const user = someone();
  await assert.rejects(BootRom.connect(link, { ...QUICK, ...user }), failure('no-answer'));
  assert.deepEqual(user.progress, [{ phase: 'connect', instruction: 'hold-flash' }]);
  assert.ok(link.readable !== null && !link.readable.locked && !link.writable?.locked);
});

test('a person who holds FLASH and taps RST is waited for', async (t) => {
  const { chip, link } = await plugIn(t, { wiring: 'none' });
  const user = someone();
  const told: Progress[] = [];
  user.reporter.progress = (progress) => {
    told.push(progress);
    if (progress.instruction !== undefined) chip.pressFlashAndReset();
  };
  const rom = await BootRom.connect(link, { ...QUICK, ...user, handPatienceMs: 10_000 });
  assert.equal(rom.facts.mac, chip.mac);
  assert.deepEqual(told, [{ phase: 'connect', instruction: 'hold-flash' }, { phase: 'connect' }]);
});

test('a board that is in its loader already needs no reset', async (t) => {
  const { chip, link } = await plugIn(t, { wiring: 'none' });
  chip.pressFlashAndReset();
  await BootRom.connect(link, { ...QUICK, ...someone(), rungs: NO_RESET });
  assert.equal(chip.state, 'stub');
});

test('a stub that still runs is used', async (t) => {
  const first = await connect(t, {}, { baud: 115_200, rungs: ONE_RESET });
  await first.rom.release();
  const user = someone();
  await BootRom.connect(first.link, { ...QUICK, ...user, rungs: NO_RESET });
  assert.deepEqual(user.lines, ['the stub answers, reset "none"']);
});

test('a board whose reset line rises slowly is reached', async (t) => {
  const { lines } = await connect(t, { enableRiseMs: 200 });
  assert.deepEqual(lines, ['the boot ROM answers, reset "slow"']);
});

type Wires = ChipLink['wires'];
const ODD_WIRES: [strategy: ResetStrategy, wires: Wires][] = [
  [SWAPPED, ({ dataTerminalReady: dtr, requestToSend: rts }) => ({ dataTerminalReady: rts, requestToSend: dtr })],
  [INVERTED, ({ dataTerminalReady: dtr, requestToSend: rts }) => ({ dataTerminalReady: !dtr, requestToSend: !rts })],
];
for (const [strategy, wires] of ODD_WIRES) {
  test(`a board whose lines are ${strategy.name} is reached, and started again`, async (t) => {
    const { chip, link } = await plugIn(t);
    link.wires = wires;
    const rungs = [CLASSIC, SWAPPED, INVERTED].map((each) => ({ strategy: each, asks: 3 }));
    const rom = await BootRom.connect(link, { ...QUICK, ...someone(), rungs });
    await rom.startFlash();
    await link.readable?.getReader().read();
    assert.equal(chip.state, 'running');
  });
}

for (const wiring of ['reset-only', 'none'] as const) {
  test(`a chip in its boot loop, with the wiring "${wiring}": wrong mode`, async (t) => {
    const { link } = await plugIn(t, { wiring });
    const rungs = [{ strategy: CLASSIC, asks: 10 }];
    await assert.rejects(BootRom.connect(link, { ...QUICK, ...someone(), rungs }), failure('wrong-mode'));
  });
}

test('a program that prints: wrong mode', async (t) => {
  const { link } = await plugIn(t, {
    wiring: 'none',
    startProgram: (core) => {
      core.baudRate = 115_200;
      const timer = setInterval(() => core.send(Buffer.from('temperature 21.5, all is well\r\n')), 20);
      return { receive() {}, end: () => clearInterval(timer) };
    },
  });
  await assert.rejects(BootRom.connect(link, { ...QUICK, ...someone() }), failure('wrong-mode'));
});

test('junk on the line: noise', async (t) => {
  const { link } = await plugIn(t, { faults: { noise: true } });
  await assert.rejects(BootRom.connect(link, { ...QUICK, ...someone() }), failure('noise'));
});

test('a rate that the adapter does not carry: going on at 115200', async (t) => {
  const { link, lines } = await connect(t, { faults: { maxBaudRate: 115_200 } }, { rungs: ONE_RESET });
  assert.equal(link.baudRates.at(-1), 115_200);
  assert.match(lines.join('\n'), /460800 baud do not work on simulated: going on at 115200/);
});

test('over a slow network the loader is reached, and its stub', async (t) => {
  const { chip, link } = await plugIn(t);
  link.delayMs = 210;
  const rungs = [{ strategy: CLASSIC, asks: 5 }];
  const rom = await BootRom.connect(link, { ...QUICK, ...someone(), rungs });
  assert.equal(rom.facts.mac, chip.mac);
});

test('cancelled while it waits for a person, it ends at once and gives the link back', async (t) => {
  const { link } = await plugIn(t, { faults: { silent: true } });
  const user = someone();
  user.reporter.progress = () => void setTimeout(() => user.stop.abort(), 20);
  const connecting = BootRom.connect(link, { ...QUICK, ...user, handPatienceMs: 60_000 });
  await assert.rejects(connecting, failure('cancelled'));
  assert.ok(!link.readable?.locked && !link.writable?.locked);
});

test('cancelled in the middle of a reset, the lines are left idle', async (t) => {
  const { link, chip } = await plugIn(t);
  const user = someone();
  const connecting = BootRom.connect(link, { ...QUICK, ...user });
  setTimeout(() => user.stop.abort(), 30);
  await assert.rejects(connecting, failure('cancelled'));
  assert.deepEqual(link.lines, { dataTerminalReady: false, requestToSend: false });
  assert.notEqual(chip.state, 'off');
});

test('unplugged while it connects: port gone', async (t) => {
  const { link } = await plugIn(t, { faults: { silent: true } });
  const connecting = BootRom.connect(link, { ...QUICK, ...someone() });
  setTimeout(() => link.unplug(), 30);
  await assert.rejects(connecting, failure('port-gone'));
});
