import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BootRom } from '../nodes/esp8266-flash/chip/boot-rom';
import { connect, failure, ONE_RESET, part } from './loader-user';

const QUICK = { rungs: ONE_RESET, handPatienceMs: 0 };

test('power that fails while writing: stopped', async (t) => {
  const { rom, chip } = await connect(t, {}, QUICK);
  chip.faults.powerLossAfterBytes = 50_000;
  await assert.rejects(
    rom.write([part(0, 200_000)], () => {}),
    failure('stopped'),
  );
  assert.equal(chip.state, 'off');
});

test('power that fails for a moment: the rest is written at 115200', async (t) => {
  const { rom, chip, link, lines } = await connect(t, {}, QUICK);
  chip.faults.powerLossAfterBytes = 50_000;
  const image = part(0, 200_000);
  const off = setInterval(() => chip.powerOn(), 20);
  t.after(() => clearInterval(off));
  await rom.write([image], () => {});
  await rom.verify([image]);
  assert.equal(link.baudRates.at(-1), 115_200);
  assert.match(lines.join('\n'), /writing failed .*\n.*\ngoing on at 115200 baud/);
});

test('a flash that does not keep what is written: verify failed, after one more try', async (t) => {
  const { rom, chip, lines } = await connect(t, {}, QUICK);
  chip.faults.corruptsWrites = true;
  const image = part(0x1000, 20_000);
  await rom.write([image], () => {});
  await assert.rejects(rom.verify([image]), failure('verify-failed'));
  assert.match(lines.join('\n'), /differs from what was written at 0x1000: once more/);
});

test('a flash that was written wrong once is written right the second time', async (t) => {
  const { rom, chip, link } = await connect(t, {}, QUICK);
  const image = part(0x1000, 20_000);
  chip.faults.corruptsWrites = true;
  await rom.write([image], () => {});
  chip.faults.corruptsWrites = false;
  await rom.verify([image]);
  assert.deepEqual(chip.flash.read(0x1000, 20_000), image.bytes);
  assert.equal(link.baudRates.at(-1), 115_200);
});

const TASKS: [title: string, task: (rom: BootRom) => Promise<unknown>][] = [
  ['writing', (rom) => rom.write([part(0, 400_000)], () => {})],
  ['verifying', (rom) => rom.verify([part(0, 4096)])],
  ['reading', (rom) => rom.readFlash(0, 400_000)],
  ['erasing', (rom) => rom.eraseAll()],
];
for (const [title, task] of TASKS) {
  test(`cancelled while ${title}, it ends within 100 ms and gives the link back`, async (t) => {
    const { rom, stop, link, chip } = await connect(t, {}, QUICK);
    chip.faults.silent = true;
    const running = task(rom);
    setTimeout(() => stop.abort(), 30);
    const begin = performance.now();
    await assert.rejects(running, failure('cancelled'));
    await rom.release();
    assert.ok(performance.now() - begin < 130);
    assert.ok(!link.readable?.locked && !link.writable?.locked);
  });

  test(`unplugged while ${title}: port gone, at once`, async (t) => {
    const { rom, link, chip } = await connect(t, {}, QUICK);
    chip.faults.silent = true;
    const running = task(rom);
    const begin = performance.now();
    setTimeout(() => link.unplug(), 30);
    await assert.rejects(running, failure('port-gone'));
    assert.ok(performance.now() - begin < 130);
    await rom.release();
  });
}

test('cancelled while it looks for the chip at a lower rate: cancelled, not stopped', async (t) => {
  const { rom, chip, stop, reporter } = await connect(t, {}, QUICK);
  chip.faults.corruptsWrites = true;
  const image = part(0, 4096);
  await rom.write([image], () => {});
  reporter.log = () => void setTimeout(() => stop.abort(), 30);
  await assert.rejects(rom.verify([image]), failure('cancelled'));
});

test('a link that takes no more bytes: stopped', async (t) => {
  const { rom, link } = await connect(t, {}, { ...QUICK, baud: 115_200 });
  link.isStuck = true;
  await assert.rejects(rom.readFlash(0, 4096), failure('stopped'));
});

test('what is asked for after a release is refused, not waited for', async (t) => {
  const { rom } = await connect(t, {}, QUICK);
  await rom.release();
  await rom.release();
  await assert.rejects(rom.readFlash(0, 4), failure('cancelled'));
});
