import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSOLE_TRACES, PACKET_TRACES } from './console-traces';
import { EspruinoChip } from './espruino-chip';

const NO_LINE_WRAP = '\x1b[?7l';
const BANNER = `${NO_LINE_WRAP}\r\n Espruino (simulated)\r\n 2v29\r\n\r\nFlash map 4MB:1024/1024, manuf 0xef chip 0x4016\r\n\r\n`;

test('the console shows what a terminal shows of Espruino', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  for (const [keys, shown] of CONSOLE_TRACES) assert.equal(await terminal.type(keys, shown), shown);
});

test('packets are answered one by one', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  for (const [fact, packet, answer] of PACKET_TRACES) assert.equal(await terminal.type(packet, answer), answer, fact);
});

test('the banner comes first, and then the prompt', async (t) => {
  const terminal = new EspruinoChip(t);
  terminal.chip.powerOn();
  assert.ok((await terminal.until('>')).endsWith(`${BANNER}>`));
});

test('Ctrl-E asks Espruino what it is', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  assert.equal(await terminal.type('\x05', '\n'), 'Espruino 2v29 ESP8266_4MB\r\n');
});

test('Ctrl-C takes away what was typed', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('ab', 'ab');
  assert.equal(await terminal.type('\x03'), '\x1b[D\x1b[D\r\x1b[J>');
  assert.equal(await terminal.type('1\n'), '1\r\n=1\r\n>');
});

test('a program that is saved runs at power-up, without a banner', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('E.setBootCode("print(\'up\')")\n');
  terminal.chip.powerOff();
  terminal.forget();
  terminal.chip.powerOn();
  assert.doesNotMatch(await terminal.until('up\r\n\r\n>'), /Flash map/);
});

test('load() starts the saved program in a world of its own', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('var kept=1;E.setBootCode("print(typeof kept)")\n');
  const shown = 'load()\r\n=undefined\r\nundefined\r\n>';
  assert.equal(await terminal.type('load()\n', shown), shown);
});

test('reset() starts no program, and the echo comes back', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('E.setBootCode("print(1)");echo(0)\n', '\n');
  assert.equal(await terminal.type('reset()\n'), `${BANNER}>`);
});

test('reset(true) takes the saved program away', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  await terminal.type('E.setBootCode("print(1)",true)\n');
  await terminal.type('reset(true)\n', `${BANNER}>`);
  assert.equal(await terminal.type('require("Storage").list()\n'), 'require("Storage").list()\r\n=[  ]\r\n>');
});

test('an Espruino before 2v25 knows no packets', async (t) => {
  const terminal = await new EspruinoChip(t, { release: { version: '2v17' } }).boot();
  const shown = 'print(3)\r\n3\r\n=undefined\r\n>';
  assert.equal(await terminal.type('\x10\x01\x20\x0312\nprint(3)\n', shown), shown);
});

test('while the flash is written 500 bytes are held, and the rest is lost', async (t) => {
  const terminal = await new EspruinoChip(t, { storageWriteMs: 20 }).boot();
  await terminal.chip.write(Buffer.from('require("Storage").write("a","x");\n'));
  const shown = 'y'.repeat(500);
  assert.ok((await terminal.type('y'.repeat(600), shown)).endsWith(shown));
});

test('a loop without end is interrupted, in a line and in a timer, and the chip lives on', async (t) => {
  const terminal = await new EspruinoChip(t).boot();
  const interrupted = 'Uncaught InternalError: Execution Interrupted\r\n>';
  assert.match(await terminal.type('while(1);\n', interrupted), /Interrupted/);
  assert.match(await terminal.type('setTimeout(function(){for(;;);},1)\n', interrupted), /Interrupted/);
  assert.equal(await terminal.type('1\n'), '1\r\n=1\r\n>');
});
