import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChipSettings } from '../protocol/chip-settings';
import { formatAnswer } from '../protocol/report';
import { soundLink } from '../simulator/network/link';
import { countTo, has, startChip } from './firmware-chip';
import { FirmwareServer } from './firmware-server';

test('a report is what the wire describes', async (t) => {
  const server = await new FirmwareServer(t).listen();
  startChip(t, server, { flashedAt: 1795361662 });
  const [first] = await server.until(has(1));
  assert.match(
    first?.text ?? '',
    /^{"id":"esp8266-5ccf7f000001","boot":1795361662,"seq":0,"age":\d{1,3},"every":0,"readings":\[0\]}$/,
  );
});

test('the console tells what happens', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server);
  await chip.line(/^wifi up$/);
  await chip.line(/^ack 0$/);
  await chip.line(new RegExp(`^server 192.168.4.2:${server.port}$`));
});

/** Each way to connect, each split as badly as can be. */
for (const connection of ['per-packet', 'keep-open'] as const) {
  test(`${connection}: answers that come byte by byte are understood`, async (t) => {
    const server = await new FirmwareServer(t).listen();
    startChip(t, server, { connection }, { link: { ...soundLink(), splitsBytes: true } });
    await server.until(has(15));
    assert.deepEqual(server.numbers.slice(0, 15), countTo(15));
    assert.equal(server.connections, connection === 'keep-open' ? 1 : server.packets.length);
  });
}

test('the server may set the interval', async (t) => {
  const server = await new FirmwareServer(t, ({ seq }) => formatAnswer({ ack: seq, set: { interval: 10 } })).listen();
  startChip(t, server, { intervalMs: 300 });
  await server.until(has(1));
  const startedAt = Date.now();
  await server.until(has(31));
  assert.ok(Date.now() - startedAt < 3000, 'thirty readings in less than the nine seconds they took before');
});

test('an ack beyond what was sent forgets only what was sent', async (t) => {
  const server = await new FirmwareServer(t, () => formatAnswer({ ack: 1e9 })).listen();
  startChip(t, server);
  await server.until(has(20));
  assert.deepEqual(server.numbers.slice(0, 20), countTo(20));
});

test('kept open and closed by the server between two beats, the link is opened again without a rest', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server, { connection: 'keep-open', intervalMs: 200 });
  await chip.line(/^ack 1$/);
  for (const socket of server.sockets) socket.end();
  const startedAt = Date.now();
  await server.until(has(3));
  assert.ok(Date.now() - startedAt < 1000);
  assert.deepEqual(server.numbers, [0, 1, 2]);
});

test('a reading that throws is null, told once, and the count goes on', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server, { reading: 'counter < 5 ? nothing.there : counter // as it is' });
  await server.until(has(8));
  assert.deepEqual(server.readings.slice(0, 8), [null, null, null, null, null, 5, 6, 7]);
  assert.equal(chip.lines.filter((line) => line.startsWith('fault')).length, 1);
});

/** What JSON cannot carry. */
for (const reading of [
  'function () {}',
  '[function () {}]',
  'NaN',
  '(function () { var o = {}; o.o = o; return o })()',
]) {
  test(`the reading ${reading} is null`, async (t) => {
    const server = await new FirmwareServer(t).listen();
    startChip(t, server, { reading });
    await server.until(has(1));
    assert.deepEqual(JSON.stringify(server.readings[0]), 'null');
  });
}

test('each boot has its number, the first that of flashing', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server, { flashedAt: 1795361662 });
  await server.until(has(1));
  chip.device.powerCycle();
  await server.until((packets) => packets.at(-1)?.report?.boot === 1795361663);
  assert.equal(server.packets.at(-1)?.report?.seq, 0);
});

test('a setting of the wrong type is told and the default taken', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const wrong = { intervalMs: 30, wire: 'morse', id: 'two words', telnet: 'no', reading: 7 } as unknown as ChipSettings;
  const chip = startChip(t, server, wrong);
  await server.until(has(1));
  assert.equal(server.packets[0]?.report?.id, 'esp8266-5ccf7f000001');
  assert.deepEqual(chip.lines.filter((line) => line.startsWith('fault')).sort(), [
    'fault setting id',
    'fault setting reading',
    'fault setting telnet',
    'fault setting wire',
  ]);
});

test('the beat goes on after memory ran out', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server);
  await server.until(has(5));
  chip.device.runOutOfMemory();
  await chip.line(/^fault memory$/);
  const [from] = server.numbers.slice(-1);
  await server.until(() => (server.numbers.at(-1) ?? 0) > (from ?? 0) + 10);
  assert.ok(chip.device.openSockets <= 1);
});
