import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnoseBoot } from '../nodes/esp8266-flash/chip/boot-watch';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import type { ChipFaults } from '../simulator/chip/faults';
import { StorageArea } from '../simulator/device/storage-area';
import { type EspruinoChip, plugInEspruino } from './console-user';
import { failure, plugIn, someone } from './loader-user';

const CASES: [code: string, name: string, chip: EspruinoChip, faults: Partial<ChipFaults>][] = [
  ['stuck-in-loader', 'GPIO0 is held low', {}, { heldInLoader: true }],
  ['does-not-boot', 'the module cannot read its flash in that mode', { flashModes: ['dout'] }, {}],
  ['console-silent', 'Espruino runs, and says nothing', {}, { consoleIsSilent: true }],
  ['console-silent', 'nothing arrives at all', {}, { silent: true }],
];

for (const [code, name, wanted, faults] of CASES) {
  test(`${code}: ${name}`, async (t) => {
    const { chip, link } = await plugInEspruino(t, wanted);
    Object.assign(chip.faults, faults);
    const startedAt = performance.now();
    const error = await diagnoseBoot(link, someone());
    assert.equal(error.code, code);
    assert.ok(performance.now() - startedAt < 2600);
    assert.equal(link.baudRates.at(-1), 115_200);
  });
}

test('rf-data-missing: the data for the radio is not where the map has it', async (t) => {
  const { chip, link } = await plugInEspruino(t);
  chip.flash.eraseSectors(0x3fc000, 4096);
  assert.equal((await diagnoseBoot(link, someone())).code, 'rf-data-missing');
});

test('keeps-restarting: Espruino comes up, and its stored program restarts the chip', async (t) => {
  const { chip, link } = await plugInEspruino(t);
  for (const code of ['E.reboot()', 'setTimeout(E.reboot, 400)']) {
    new StorageArea(chip.flash, 0xc_b000, 0x3_0000).set('.bootcde', Buffer.from(code));
    assert.equal((await diagnoseBoot(link, someone())).code, 'keeps-restarting');
  }
});

test('console-silent: a port that cannot listen at the rate of the boot log', async (t) => {
  const { link } = await plugInEspruino(t);
  const setBaudRate = link.setBaudRate.bind(link);
  link.setBaudRate = async (rate) => {
    if (rate === 74_880) throw new FlashError('port-failed', { port: link.name, detail: 'it runs at 76800' });
    await setBaudRate(rate);
  };
  assert.equal((await diagnoseBoot(link, someone())).code, 'console-silent');
});

test('does-not-boot: the flash is empty, and the log is told', async (t) => {
  const { link } = await plugIn(t);
  const { code, values } = await diagnoseBoot(link, someone());
  assert.equal(code, 'does-not-boot');
  assert.match(String(values.detail), /ets_main\.c/);
});

test('the line is free afterwards, and free to lose meanwhile', async (t) => {
  const { link } = await plugIn(t);
  await diagnoseBoot(link, someone());
  setTimeout(() => link.unplug(), 20);
  await assert.rejects(diagnoseBoot(link, someone()), failure('port-gone'));
});

test('it ends at once when cancelled', async (t) => {
  const { link } = await plugIn(t);
  const { signal, stop } = someone();
  setTimeout(() => stop.abort(), 20);
  await assert.rejects(diagnoseBoot(link, { signal }), failure('cancelled'));
});
