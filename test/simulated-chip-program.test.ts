import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Core, Running, StartProgram } from '../simulator/chip/running';
import { ChipHost } from './chip-host';

/** A program that tells of its life in `log` and keeps its core. */
function listeningProgram(log: string[]) {
  const cores: Core[] = [];
  const startProgram: StartProgram = (core, cause): Running => {
    cores.push(core);
    log.push(`start ${cause}`);
    return { receive: (bytes) => log.push(`receive ${Buffer.from(bytes)}`), end: () => log.push('end') };
  };
  return { cores, startProgram };
}

async function powered(t: TestContext, startProgram?: StartProgram): Promise<ChipHost> {
  const host = new ChipHost(t, startProgram ? { startProgram } : {});
  host.chip.setBaudRate(74880);
  host.chip.powerOn();
  await host.until(() => host.text.includes('boot mode'));
  return host;
}

test('the program hears what comes at its rate and is ended by a reset', async (t) => {
  const log: string[] = [];
  const { cores, startProgram } = listeningProgram(log);
  const host = await powered(t, startProgram);
  assert.equal(cores[0]?.mac, '5c:cf:7f:00:00:01');
  if (cores[0]) cores[0].baudRate = 115200;
  host.chip.setBaudRate(115200);
  await host.chip.write(Buffer.from('1+1\n'));
  host.chip.setSignals({ dtr: false, rts: true });
  assert.deepEqual(log, ['start 1', 'receive 1+1\n', 'end']);
});

test('a restart from within boots the flash and tells the cause', async (t) => {
  const log: string[] = [];
  const { cores, startProgram } = listeningProgram(log);
  const host = await powered(t, startProgram);
  host.chip.setSignals({ dtr: true, rts: false }); // GPIO0 is low, but it is not sampled
  cores[0]?.restart(2);
  assert.deepEqual(log, ['start 1', 'end']);
  await host.until(() => host.text.includes('rst cause:2'));
  assert.deepEqual(log, ['start 1', 'end', 'start 2']);
  assert.match(host.text, /boot mode:\(3,6\)\r\n\r\n$/);
});

test('what ran before a reset neither sends nor restarts any more', async (t) => {
  const log: string[] = [];
  const { cores, startProgram } = listeningProgram(log);
  const host = await powered(t, startProgram);
  await host.enterLoader();
  host.text = '';
  cores[0]?.send(Buffer.from('ghost'));
  cores[0]?.restart(4);
  await turn();
  assert.equal(host.text, '');
  assert.equal(host.chip.state, 'boot ROM');
});

test('a program that restarts as its first act does not hold up the process', async (t) => {
  let starts = 0;
  const startProgram: StartProgram = (core) => {
    starts += 1;
    if (starts < 4) core.restart(4);
    return { receive() {}, end() {} };
  };
  const host = await powered(t, startProgram);
  while (starts < 4) await turn();
  assert.equal(host.chip.state, 'running');
  assert.equal(host.text.split('rst cause:4').length, 4);
});

test('switched off after a restart was asked for, the chip stays off', async (t) => {
  const { cores, startProgram } = listeningProgram([]);
  const host = await powered(t, startProgram);
  cores[0]?.restart(2);
  host.chip.powerOff();
  await turn();
  assert.equal(host.chip.state, 'off');
  assert.equal(cores.length, 1);
});

test('an empty flash does not boot, and the watchdog tries again', async (t) => {
  const awake = setInterval(() => {}, 1000); // the chip's own watchdog does not keep the process
  t.after(() => clearInterval(awake));
  const host = await powered(t);
  assert.match(host.text, /rst cause:1, boot mode:\(3,6\)\r\n\r\nets_main\.c \r\n$/);
  await host.until(() => host.text.includes('rst cause:4'));
  assert.equal(host.chip.state, 'running');
});

for (const [name, checksum, says] of [
  ['a sound image that nobody knows runs in silence', 0xef ^ 1 ^ 2 ^ 3 ^ 4, /chksum 0xeb\r\ncsum 0xeb\r\n$/],
  ['an image with a wrong checksum does not run', 0x00, /chksum 0xeb\r\ncsum err\r\nets_main\.c \r\n$/],
] as const) {
  test(name, async (t) => {
    const host = new ChipHost(t);
    // header with one segment: four bytes to 0x40100000
    host.chip.flash.write(0, Buffer.from('e901000000001040' + '0000104004000000' + '01020304', 'hex'));
    host.chip.flash.write(31, Buffer.from([checksum]));
    host.chip.setBaudRate(74880);
    host.chip.powerOn();
    await host.until(() => /csum 0x|csum err/.test(host.text));
    assert.match(host.text, /load 0x40100000, len 4, room 16 \r\ntail 0\r\n/);
    assert.match(host.text, says);
  });
}
