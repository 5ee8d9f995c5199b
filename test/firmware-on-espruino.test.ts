import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChipSettings } from '../protocol/chip-settings';
import { signingKey } from '../protocol/signature';
import { type Interpreter, withEspruino } from './espruino-interpreter';
import { bootFirmware } from './firmware-interpreter';
import { acknowledge, acknowledgeSigned, FirmwareServer, type Packet } from './firmware-server';

const SECRET = 'a key that both sides have';

const PRINT_MEMORY = `
setInterval(function(){var m=process.memory();print("vars "+m.usage+" of "+m.total+" of "+m.blocksize+" bytes")},500);
`;

function countTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}

interface Memory {
  used: number;
  total: number;
  /** Bytes of one variable; the chip's have 12. */
  bytes: number;
}

/** What the chip prints next of its memory. */
async function memoryOf(chip: Interpreter): Promise<Memory> {
  const [, used = 0, total = 0, bytes = 0] = (await chip.line(/^vars (\d+) of (\d+) of (\d+) bytes/)).map(Number);
  return { used, total, bytes };
}

const has = (readings: number) => (packets: Packet[]) =>
  packets.reduce((sum, { report }) => sum + (report?.readings.length ?? 0), 0) >= readings;

test('Espruino counts up from 0 without a gap, one connection for each packet', withEspruino, async (t) => {
  const server = await new FirmwareServer(t).listen();
  bootFirmware(t, server, { intervalMs: 50 });
  await server.until(has(40));
  assert.deepEqual(server.numbers.slice(0, 40), countTo(40));
  assert.deepEqual(server.readings.slice(0, 40), countTo(40));
  assert.equal(server.connections, server.packets.length);
});

test(
  'Espruino loses nothing while the server is away: packed, oldest first, 512 bytes at most',
  withEspruino,
  async (t) => {
    const server = await new FirmwareServer(t).listen();
    const chip = bootFirmware(t, server, { intervalMs: 40 });
    await server.until(has(10));
    await server.close();
    await chip.line(/^no server, again in 4 s$/);
    await server.listen();
    await server.until(has(130));
    assert.deepEqual(server.numbers.slice(0, 130), countTo(130));
    assert.ok(server.packets.some(({ report }) => (report?.readings.length ?? 0) > 50));
    assert.ok(server.packets.every(({ bytes }) => bytes <= 512));
    assert.equal(server.packets.at(-1)?.report?.lost, 0);
  },
);

test('Espruino keeps one connection open when told to', withEspruino, async (t) => {
  const server = await new FirmwareServer(t).listen();
  bootFirmware(t, server, { intervalMs: 50, connection: 'keep-open' });
  await server.until(has(20));
  assert.deepEqual(server.numbers.slice(0, 20), countTo(20));
  assert.equal(server.connections, 1);
});

test('Espruino sends the plain lines of the article', withEspruino, async (t) => {
  const server = await new FirmwareServer(t).listen();
  bootFirmware(t, server, { intervalMs: 50, wire: 'plain' });
  const packets = await server.until(({ length }) => length === 12);
  assert.deepEqual(
    packets.map(({ text, bytes }) => [text, bytes]),
    countTo(12).map((count) => [`${count}`, `${count}`.length + 2]),
  );
  assert.equal(server.connections, 12);
});

test('Espruino signs what it sends, and takes what is signed for it', withEspruino, async (t) => {
  const key = signingKey(SECRET);
  const server = await new FirmwareServer(t, acknowledgeSigned(key), key).listen();
  bootFirmware(t, server, { intervalMs: 50, key: SECRET });
  await server.until(has(40));
  assert.deepEqual(server.numbers.slice(0, 40), countTo(40));
  assert.ok(server.packets.every(({ bytes }) => bytes <= 512));
});

test('Espruino does not take an answer that is not signed', withEspruino, async (t) => {
  const server = await new FirmwareServer(t, acknowledge, signingKey(SECRET)).listen();
  const chip = bootFirmware(t, server, { intervalMs: 50, key: SECRET });
  await chip.line(/^not signed {"ack":0}$/);
  await chip.line(/^no server, again in 2 s$/);
});

test('Espruino switches its telnet off first, and numbers its boots', withEspruino, async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = bootFirmware(t, server, { intervalMs: 50, flashedAt: 1795361662 });
  await chip.line(/^telnet off$/);
  await server.until(has(2));
  chip.powerOff();
  chip.powerOn();
  await server.until((packets) => packets.at(-1)?.report?.boot === 1795361663);
  assert.deepEqual(server.packets[0]?.report?.boot, 1795361662);
});

test('Espruino sends on after its memory ran out', withEspruino, async (t) => {
  const server = await new FirmwareServer(t).listen();
  const reading = 'counter==30&&!global.once?(global.once=1,(function(){var a=[];while(a.push(1)<9999);})()):counter';
  const chip = bootFirmware(t, server, { intervalMs: 50, reading }, { after: PRINT_MEMORY });
  if ((await memoryOf(chip)).bytes !== 12) return t.skip('this build of Espruino takes ever more memory');
  await chip.line(/^fault memory$/);
  await server.until(has(60));
  assert.deepEqual(server.readings.slice(0, 60), countTo(60));
});

/** What fills the queue, and how the server that does not take it behaves. */
const FULL: [name: string, settings: ChipSettings, isSilent: boolean][] = [
  ['counts, the server refusing', {}, false],
  ['counts, the server silent', {}, true],
  ['long texts, the server silent', { reading: '"0123456789".repeat(20)' }, true],
  ['texts just over half a packet, the server silent', { reading: '"0123456789".repeat(17)' }, true],
  ['counts, signed, the server silent', { key: 'x'.repeat(64) }, true],
  ['long texts, signed, the server silent', { key: 'x'.repeat(64), reading: '"0123456789".repeat(20)' }, true],
  ['long and short values, the server silent', { reading: 'counter%7?counter:"0123456789".repeat(30)' }, true],
];

for (const [name, settings, isSilent] of FULL) {
  test(
    `Espruino needs at most half of the chip's 1600 variables with its queue full of ${name}`,
    withEspruino,
    async (t) => {
      const server = await new FirmwareServer(t, () => undefined).listen();
      if (!isSilent) await server.close();
      const wifi = { ssid: 'A network of mine', password: 'with a password', channel: 11, hidden: true };
      const all: ChipSettings = { ...settings, intervalMs: 10, wifi, id: 'esp8266-greenhouse', flashedAt: 1795361662 };
      const chip = bootFirmware(t, server, all, { after: PRINT_MEMORY });
      const { used, total, bytes } = await memoryOf(chip);
      await chip.line(/^lost/);
      let most = 0;
      for (let look = 0; look < 12; look++) most = Math.max(most, (await memoryOf(chip)).used);
      t.diagnostic(`${used} soon after boot, at most ${most}, of ${total} variables of ${bytes} bytes`);
      if (bytes !== 12) return t.skip("the variables of this build of Espruino are not the chip's");
      assert.ok(most <= 800, `${most} variables`);
    },
  );
}
