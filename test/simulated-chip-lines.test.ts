import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { ChipHost } from './chip-host';

const IDLE = { dtr: false, rts: false };
const BOTH = { dtr: true, rts: true };
const RESET = { dtr: false, rts: true };
const FLASH = { dtr: true, rts: false };

/** A chip that has said its first words after power-on. */
async function running(t: TestContext, options?: ChipOptions): Promise<ChipHost> {
  const host = new ChipHost(t, options);
  host.chip.setBaudRate(74880);
  host.chip.powerOn();
  await host.until(() => host.text.includes('boot mode'));
  host.text = '';
  return host;
}

/** What the chip says on its next start. */
async function nextStart(host: ChipHost): Promise<string | undefined> {
  await host.until(() => host.text.includes('boot mode'));
  return /rst cause:\d, boot mode:\(\d,\d\)/.exec(host.text)?.[0];
}

test('power makes the chip boot what is in its flash', async (t) => {
  const host = new ChipHost(t);
  host.chip.setBaudRate(74880);
  assert.equal(host.chip.state, 'off');
  host.chip.powerOn();
  assert.equal(await nextStart(host), 'rst cause:1, boot mode:(3,6)');
  assert.equal(host.chip.state, 'running');
});

for (const [name, steps, start] of [
  ['reset, then FLASH at once, is the boot loader', [RESET, FLASH], 'rst cause:2, boot mode:(1,6)'],
  ['reset, then FLASH one line after the other, is it too', [RESET, BOTH, FLASH], 'rst cause:2, boot mode:(1,6)'],
  ['reset, then idle, boots the flash', [RESET, IDLE], 'rst cause:2, boot mode:(3,6)'],
  ['reset, then both lines on, boots the flash', [RESET, BOTH], 'rst cause:2, boot mode:(3,6)'],
] as const) {
  test(name, async (t) => {
    const host = await running(t, { enableRiseMs: 10 });
    for (const signals of steps) host.chip.setSignals(signals);
    assert.equal(host.chip.state, 'held in reset');
    assert.equal(await nextStart(host), start);
  });
}

for (const [name, signals] of [
  ['both lines on', BOTH],
  ['DTR alone', FLASH],
  ['both lines off', IDLE],
] as const) {
  test(`${name} does not reset`, async (t) => {
    const host = await running(t);
    host.chip.setSignals(signals);
    assert.equal(host.chip.state, 'running');
  });
}

test('GPIO0 counts when EN has risen, not before', async (t) => {
  const host = await running(t, { enableRiseMs: 10 });
  host.chip.setSignals(RESET);
  host.chip.setSignals(FLASH);
  host.chip.setSignals(IDLE);
  assert.equal(await nextStart(host), 'rst cause:2, boot mode:(3,6)');
});

test('while EN is low the chip is silent and hears nothing', async (t) => {
  const host = await running(t);
  host.chip.setSignals(RESET);
  await host.chip.write(Buffer.from('hello'));
  await delay(20);
  assert.equal(host.chip.state, 'held in reset');
  assert.equal(host.text, '');
});

test('without transistors only fingers reset the chip', async (t) => {
  const host = await running(t, { wiring: 'none' });
  host.chip.setSignals(RESET);
  host.chip.setSignals(FLASH);
  assert.equal(host.chip.state, 'running');
  host.chip.pressFlashAndReset();
  assert.equal(await nextStart(host), 'rst cause:2, boot mode:(1,6)');
  host.text = '';
  host.chip.pressReset();
  assert.equal(await nextStart(host), 'rst cause:2, boot mode:(3,6)');
});

test('where only RTS is wired it resets whatever DTR does, and GPIO0 stays high', async (t) => {
  const host = await running(t, { wiring: 'reset-only' });
  host.chip.setSignals(BOTH);
  assert.equal(host.chip.state, 'held in reset');
  host.chip.setSignals(FLASH);
  assert.equal(await nextStart(host), 'rst cause:2, boot mode:(3,6)');
});

test('nothing happens on a chip without power', async (t) => {
  const host = await running(t);
  host.chip.powerOff();
  host.chip.setSignals(RESET);
  host.chip.setSignals(IDLE);
  host.chip.pressFlashAndReset();
  await delay(20);
  assert.equal(host.chip.state, 'off');
  assert.equal(host.text, '');
});
