import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { signingKey } from '../protocol/signature';
import { Fleet } from '../torture/fleet/fleet';
import type { FleetOptions } from '../torture/fleet/orders';
import { payloadOf, type TakenBoot } from '../torture/ledger';
import { countTo, has } from './firmware-chip';
import { acknowledgeSigned, FirmwareServer, type Packet } from './firmware-server';

const FIRST = 'esp8266-5ccf7f000001';
const SECOND = 'esp8266-5ccf7f000002';

async function startFleet(t: TestContext, server: FirmwareServer, options: Partial<FleetOptions> = {}): Promise<Fleet> {
  const { port } = server;
  const usual = { devices: 2, intervalMs: 30, host: '127.0.0.1', connection: 'per-packet' as const };
  const fleet = await Fleet.start({ ...usual, port, ...options });
  t.after(() => fleet.stop());
  return fleet;
}

test('devices are counted where they take readings, each under its own id', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const fleet = await startFleet(t, server);
  await server.until(has(20));
  const taken = await fleet.taken();
  assert.deepEqual([...taken.keys()], [FIRST, SECOND]);
  for (const [boot] of taken.values()) assert.ok(boot?.isLast && boot.taken > 5);
});

test('what was counted has been heard or waits in a queue, and comes', async (t) => {
  const server = await new FirmwareServer(t).listen();
  // so slow that the queues never overflow
  const fleet = await startFleet(t, server, { intervalMs: 400 });
  await server.until(has(2));
  await server.close();
  const before = await fleet.taken();
  let taken = before;
  while (count(taken) < count(before) + 4) taken = await fleet.taken();
  await server.listen();
  await server.until((packets) => hasAllOf(FIRST, taken, packets) && hasAllOf(SECOND, taken, packets));
});

test('the payload of a reading is what its number in its boot of its device read', async (t) => {
  const server = await new FirmwareServer(t).listen();
  await startFleet(t, server);
  for (const { report } of await server.until(has(20))) {
    const { id = '', boot = 0, seq = 0, readings = [] } = report ?? {};
    assert.deepEqual(
      readings,
      readings.map((_, index) => payloadOf(id, boot, seq + index)),
    );
  }
});

test('a power cycle begins a new boot, and what the old one took stays known', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const fleet = await startFleet(t, server, { devices: 1 });
  await server.until(has(5));
  fleet.fault('power-cycle', 0);
  const [old, fresh] = (await fleet.taken()).get(FIRST) ?? [];
  assert.ok(old && fresh && old.taken >= 5);
  assert.deepEqual(fresh, { boot: old.boot + 1, taken: 0, isLast: true });
  await server.until((packets) => packets.some(({ report }) => report?.boot === fresh.boot));
  assert.deepEqual((await fleet.taken()).get(FIRST)?.[0], { ...old, isLast: false });
});

test('a device without power has no last boot and meets no fault, until it has power again', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const fleet = await startFleet(t, server, { devices: 1 });
  await server.until(has(5));
  fleet.fault('power-off', 0);
  fleet.fault('power-cycle', 0);
  const off = (await fleet.taken()).get(FIRST) ?? [];
  assert.deepEqual(
    off.map(({ isLast }) => isLast),
    [false],
  );
  fleet.fault('power-on', 0);
  const on = (await fleet.taken()).get(FIRST) ?? [];
  assert.deepEqual(on, [...off, { boot: Number(off[0]?.boot) + 1, taken: 0, isLast: true }]);
});

test('devices with a key sign', async (t) => {
  const text = 'a key of fleet and server';
  const key = signingKey(text);
  const server = await new FirmwareServer(t, acknowledgeSigned(key), key).listen();
  await startFleet(t, server, { key: text });
  await server.until(has(10));
});

test('each device comes from an address of its own', { skip: process.platform !== 'linux' }, async (t) => {
  const server = await new FirmwareServer(t).listen();
  await startFleet(t, server, { connection: 'keep-open' });
  await server.until(has(10));
  const addresses = [...server.sockets].map(({ remoteAddress }) => remoteAddress);
  assert.deepEqual(addresses.sort(), ['127.1.1.1', '127.1.1.2']);
});

/** Whether every number that `id` has `taken` is in `packets`. */
function hasAllOf(id: string, taken: Map<string, TakenBoot[]>, packets: Packet[]): boolean {
  const reports = packets.flatMap(({ report }) => (report?.id === id ? [report] : []));
  const numbers = new Set(reports.flatMap(({ seq, readings }) => readings.map((_, index) => seq + index)));
  return countTo(taken.get(id)?.[0]?.taken ?? 0).every((seq) => numbers.has(seq));
}

function count(taken: Map<string, TakenBoot[]>): number {
  return [...taken.values()].flat().reduce((sum, boot) => sum + boot.taken, 0);
}
