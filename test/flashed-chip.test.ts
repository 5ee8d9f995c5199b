import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pretendedEspruino } from '../simulator/espruino-image';
import { EspruinoChip } from './espruino-chip';
import { FIRMWARE, has, JOINED } from './firmware-chip';
import { FirmwareServer } from './firmware-server';

const STORAGE = { address: 0xcb000, bytes: 0x30000 };
const LINE_CHARACTERS = 1024;

/** Stores `code` line by line, as Espruino's own tool does, and waits for each. */
async function upload(terminal: EspruinoChip, code: string): Promise<void> {
  for (let start = 0; start < code.length; start += LINE_CHARACTERS) {
    const piece = JSON.stringify(code.slice(start, start + LINE_CHARACTERS));
    const write = `require("Storage").write(".bootcde",${piece},${start},${code.length})`;
    await terminal.type(`\x10${write};print("stored")\n`, 'stored\r\n>');
  }
}

test('a chip that was flashed and given the firmware over its console streams to a server', {
  timeout: 20_000,
}, async (t) => {
  const server = await new FirmwareServer(t).listen();
  const terminal = await new EspruinoChip(t, { air: JOINED }).boot();
  const settings = `var SETTINGS=${JSON.stringify({ intervalMs: 30, server: { port: server.port } })};`;
  await upload(terminal, settings + FIRMWARE);
  await terminal.chip.write(Buffer.from('\x10load()\n'));
  await server.until(has(3));
  assert.deepEqual(server.numbers.slice(0, 3), [0, 1, 2]);
});

test('a program survives the image being written anew, and not its Storage being erased', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('E.setBootCode("print(\'alive\')")\n');
  const { flash } = terminal.chip;
  terminal.chip.powerOff();
  flash.eraseSectors(0x1000, 818_260);
  flash.write(0x1000, pretendedEspruino().parts.user1);
  terminal.chip.powerOn();
  await terminal.until('alive\r\n\r\n>');
  terminal.chip.powerOff();
  flash.eraseSectors(STORAGE.address, STORAGE.bytes);
  terminal.forget();
  await terminal.boot();
  assert.doesNotMatch(await terminal.until('>'), /alive/);
});

test('a Storage that is none is told and erased', async (t) => {
  const terminal = new EspruinoChip(t);
  terminal.chip.flash.write(STORAGE.address + 0x2000, Buffer.of(1));
  terminal.chip.powerOn();
  assert.match(
    await terminal.until('\r\n>'),
    /Storage is corrupt\.\r\nErasing Storage Area\.\.\.\r\nErase complete\.\r\n/,
  );
  assert.equal(terminal.chip.flash.read(STORAGE.address + 0x2000, 1)[0], 0xff);
});

test('a program that restarts the chip at once keeps it restarting', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('E.setBootCode("print(\'again\');E.reboot()")\n');
  terminal.forget();
  await terminal.chip.write(Buffer.from('E.reboot()\n'));
  await terminal.untilIncludes('again');
  terminal.forget();
  await terminal.untilIncludes('again');
});
