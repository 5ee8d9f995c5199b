import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerLine, connect, report, send } from './client';
import { LiveFlow } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

test('listening tells the port', async () => {
  const port = await flow.receive();
  assert.deepEqual(flow.events.seen.map(({ topic, payload }) => [topic, payload])[0], ['listening', { port }]);
});

test('a device is online with its first frame and offline after silence', async (t) => {
  const port = await flow.receive({ offlineAfter: '0.1' });
  await send(t, port, report({ id: 'lamp', seq: 0, readings: [0] }));
  assert.equal((await flow.event('online')).device?.id, 'lamp');
  const { payload, device } = await flow.event('offline');
  assert.equal(device?.id, 'lamp');
  assert.ok((payload as { silentMs: number }).silentMs > 100);
  await send(t, port, report({ id: 'lamp', seq: 1, readings: [1] }));
  assert.equal((await flow.event('online')).device?.id, 'lamp');
});

test('a gap tells how many are missing and from where, before the reading after it', async (t) => {
  const port = await flow.receive();
  await send(t, port, report({ id: 'lamp', seq: 0, readings: [0, 1] }));
  await send(t, port, report({ id: 'lamp', seq: 5, readings: [5], lost: 2 }));
  assert.deepEqual((await flow.event('gap')).payload, { missed: 3, from: 2, to: 4, lost: 2 });
  assert.deepEqual(
    flow.readings.seen.map(({ seq, missed }) => [seq, missed]),
    [
      [0, 0],
      [1, 0],
      [5, 3],
    ],
  );
});

test('a report that comes twice is answered twice and passed on once', async (t) => {
  const socket = await connect(t, await flow.receive());
  for (let times = 0; times < 2; times++) {
    socket.write(report({ id: 'lamp', seq: 0, readings: [10, 11] }));
    assert.equal(await answerLine(socket), '{"ack":1}');
  }
  assert.deepEqual((await flow.event('duplicate')).payload, { count: 2, from: 0, to: 1 });
  assert.deepEqual(await flow.readings.payloads(2), [10, 11]);
  assert.equal(flow.readings.seen.length, 2);
});

test('a plain number that comes twice is told and passed on twice', async (t) => {
  await send(t, await flow.receive(), '5\n6\n7\n8\n9\n9\n');
  assert.deepEqual((await flow.event('duplicate')).payload, { count: 1, from: 9, to: 9 });
  assert.deepEqual(await flow.readings.payloads(6), [5, 6, 7, 8, 9, 9]);
});

test('a reading that fills a gap is late', async (t) => {
  const port = await flow.receive();
  for (const seq of [0, 2, 1]) await send(t, port, report({ id: 'lamp', seq, readings: [seq] }));
  assert.deepEqual((await flow.event('late')).payload, { count: 1, from: 1, to: 1 });
  const { late, missed } = await flow.readings.next(({ payload }) => payload === 1);
  assert.deepEqual([late, missed], [true, 0]);
});

test('a new boot is a restart, and what it meant for the one before is told', async (t) => {
  const port = await flow.receive();
  await send(t, port, report({ id: 'lamp', boot: 7, seq: 0, readings: [0, 1, 2] }));
  await send(t, port, report({ id: 'lamp', boot: 8, seq: 0, readings: [0] }));
  assert.deepEqual((await flow.event('restart')).payload, { boot: 8, previousBoot: 7, last: 2, unknown: true });
  assert.deepEqual((await flow.readings.next(({ device }) => device?.boot === 8)).missed, 0);
});

test('a thermometer that says 21, 21, 21 is no counter', async (t) => {
  await send(t, await flow.receive(), '21\n21\n21\n20\n21\n');
  assert.deepEqual(await flow.readings.payloads(5), [21, 21, 21, 20, 21]);
  assert.deepEqual(
    flow.events.seen.map(({ topic }) => topic),
    ['listening', 'online'],
  );
});
