import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlashMemory } from '../simulator/chip/flash-memory';
import { pretendedEspruino } from '../simulator/espruino-image';
import { DIO_4MB, EspruinoChip } from './espruino-chip';

const BOOT_BAUD = 74_880;
const { combined, parts } = pretendedEspruino();
const END_OF_USER1 = 0x1000 + parts.user1.length;

function damage(flash: FlashMemory, address: number): void {
  flash.write(address, Buffer.of(0));
}

/** What was done to the flash, and what the chip says again and again. */
const FAULTS: [fact: string, header: number[], spoil: (flash: FlashMemory) => void, text: string][] = [
  ['a module that cannot do QIO', [0, 0x6f], () => {}, 'csum err\r\nets_main.c\r\n'],
  ['a boot loader with a wrong byte', DIO_4MB, (flash) => damage(flash, 0x105), 'csum err\r\nets_main.c \r\n'],
  ['no program at 0x1000', DIO_4MB, (flash) => flash.eraseSectors(0x1000, 4096), 'error magic!\r\n'],
  ['a program with a wrong byte', DIO_4MB, (flash) => damage(flash, END_OF_USER1 - 999), 'csum err\r\nets_main.c\r\n'],
  ['code with a wrong byte', DIO_4MB, (flash) => damage(flash, 0x9001), 'Fatal exception (0):\r\n'],
  ['no data of the radio', DIO_4MB, (flash) => flash.eraseSectors(0x3fc000, 4096), 'rf_cal[0] !=0x05,is 0xFF\r\n'],
  ['the map of a 1 MB flash', [2, 0x2f], () => {}, 'rf_cal[0] !=0x05,is 0xFF\r\n'],
  ['nothing at all', DIO_4MB, (flash) => flash.eraseSectors(0, 4096), 'ets_main.c \r\n'],
];

for (const [fact, header, spoil, text] of FAULTS) {
  test(`a chip with ${fact} does not come up, and says so at 74880 baud`, async (t) => {
    const terminal = new EspruinoChip(t, { flashModes: ['dio', 'dout'] });
    terminal.flash(combined, header);
    spoil(terminal.chip.flash);
    terminal.chip.setBaudRate(BOOT_BAUD);
    terminal.chip.powerOn();
    assert.match(await terminal.until(text), /ets Jan {2}8 2013,rst cause:1, boot mode:\(3,6\)/);
  });
}

test('the 4 MB build with the map that its file has, of 512 KB, finds code where the data of the radio should be', async (t) => {
  const terminal = new EspruinoChip(t);
  terminal.flash(combined, [0, 0x00]);
  terminal.chip.setBaudRate(BOOT_BAUD);
  terminal.chip.powerOn();
  assert.match(await terminal.until('\r\n'), /rf_cal\[0\] !=0x05,is 0x[0-9A-F]{2}\r\n$/);
});

test('a chip in its boot loop is reset by the watchdog', async (t) => {
  const terminal = new EspruinoChip(t);
  terminal.chip.flash.eraseSectors(0x3fc000, 4096);
  terminal.chip.setBaudRate(BOOT_BAUD);
  terminal.chip.powerOn();
  await terminal.until('rf_cal[0] !=0x05,is 0xFF\r\n');
  terminal.forget();
  assert.match(await terminal.until('rf_cal[0] !=0x05,is 0xFF\r\n'), /rst cause:4, boot mode:\(3,6\)/);
});

test('a sound image says by what map and mode it boots', async (t) => {
  const terminal = new EspruinoChip(t);
  terminal.chip.setBaudRate(BOOT_BAUD);
  terminal.chip.powerOn();
  const text = await terminal.untilIncludes('jump to run user1 @ 1000\r\n');
  assert.match(text, /SPI Mode {7}: DIO\r\n {2}SPI Size & Map : 32Mbit\(1024KB\+1024KB\)\r\n/);
});

test('the 512 KB build boots on a small flash, with Storage of its own size', async (t) => {
  const chip = { flashBytes: 512 * 1024 };
  const terminal = await new EspruinoChip(t, { release: { version: '2v17', build: '512kb' }, chip }).boot();
  const shown = 'require("Storage").getFree()\r\n=16384\r\n>';
  assert.equal(await terminal.type('require("Storage").getFree()\n', shown), shown);
});

test('what is typed before the prompt is not heard', async (t) => {
  const terminal = new EspruinoChip(t, { bootMs: 50 });
  terminal.chip.powerOn();
  await terminal.chip.write(Buffer.from('print("early")\n'));
  await terminal.until('\r\n>');
  assert.equal(await terminal.type('1\n'), '1\r\n=1\r\n>');
});
