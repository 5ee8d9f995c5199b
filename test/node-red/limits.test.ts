import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beTurnedAway, closed, connect } from './client';
import { LiveFlow, type Properties } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

async function refusedReason(): Promise<unknown> {
  return ((await flow.event('refused')).payload as Properties).reason;
}

test('with 2 connections from one address allowed the third is refused and the others go on', async (t) => {
  const port = await flow.receive({ maxConnectionsPerAddress: '2' });
  const [first, second] = [await connect(t, port), await connect(t, port)];
  first.write('1\r\n');
  second.write('2\r\n');
  assert.deepEqual((await flow.readings.payloads(2)).sort(), [1, 2]);
  await beTurnedAway(t, port);
  assert.equal(await refusedReason(), 'too-many-from-address');
  first.write('3\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [3]);
});

test('with 2 connections in all allowed a third is let in, and the one silent for longest let go', async (t) => {
  const port = await flow.receive({ maxConnections: '2' });
  const [silent, talker] = [await connect(t, port), await connect(t, port)];
  talker.write('1\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [1]);
  (await connect(t, port)).write('2\r\n');
  await closed(silent);
  assert.equal(await refusedReason(), 'too-many-connections');
  talker.write('3\r\n');
  assert.deepEqual((await flow.readings.payloads(2)).sort(), [2, 3]);
});

test('a connection that ends makes room for another', async (t) => {
  const port = await flow.receive({ maxConnections: '1' });
  for (const number of [1, 2, 3]) {
    const client = await connect(t, port);
    client.write(`${number}\r\n`);
    assert.deepEqual(await flow.readings.payloads(1), [number]);
    client.end();
    await closed(client);
  }
});

test('an address that is not allowed is refused, one that is comes in', async (t) => {
  const port = await flow.receive({ allowedAddresses: '127.0.0.2, 10.0.0.0/8' });
  await beTurnedAway(t, port);
  assert.equal(await refusedReason(), 'not-allowed');
  (await connect(t, port, { localAddress: '127.0.0.2' })).write('2\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [2]);
});

test('a client that is silent for too long is let go, with what it had begun told as cut off', async (t) => {
  const port = await flow.receive({ idleTimeout: '0.2' });
  const [silent, begun] = [await connect(t, port), await connect(t, port)];
  begun.write('4');
  await Promise.all([closed(silent), closed(begun)]);
  assert.equal(await refusedReason(), 'cut-off');
  assert.deepEqual(flow.readings.seen, []);
});

test('a node bound to one address is not reached under another', async (t) => {
  const port = await flow.receive({ bindAddress: '127.0.0.2' });
  await assert.rejects(connect(t, port), { code: 'ECONNREFUSED' });
  (await connect(t, port, { host: '127.0.0.2' })).write('42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('a flood of refusals is told once at once and the rest together', async (t) => {
  const port = await flow.receive({ payloadType: 'number' });
  (await connect(t, port)).write('warm\n'.repeat(1000));
  assert.equal(((await flow.event('refused')).payload as Properties).count, 1);
  assert.equal(((await flow.event('refused')).payload as Properties).count, 999);
});
