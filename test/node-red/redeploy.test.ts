import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closed, connect, send } from './client';
import { freePort } from './free-port';
import { LiveFlow, receiver } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

test('a deploy of one node leaves the clients of the other connected', async (t) => {
  const other = receiver({ id: 'other', port: await freePort() });
  const changed = receiver({ port: await freePort() });
  await flow.deploy([other, changed]);
  for (const _ of [other, changed]) await flow.event('listening');
  const client = await connect(t, Number(other.port));
  client.write('1\r\n4');
  await flow.readings.payloads(1);
  await flow.deploy([other, { ...changed, name: 'renamed' }], 'nodes');
  await flow.event('listening');
  client.write('2\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('a deploy of another node leaves ours alone', async (t) => {
  const port = await flow.receive();
  const client = await connect(t, port);
  client.write('4');
  await flow.deploy([receiver({ port: String(port) }), { id: 'note', type: 'comment', z: 'flow' }], 'nodes');
  client.write('2\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('a replaced node ends its clients, says nothing more, and the next one has the port at once', async (t) => {
  const port = await flow.receive({ name: 'old', topic: 'old', topicType: 'str' });
  const client = await connect(t, port);
  client.write('1\r\n100');
  await flow.readings.payloads(1);
  await flow.deploy([receiver({ port: String(port), name: 'new', topic: 'new', topicType: 'str' })], 'nodes');
  await closed(client);
  await flow.event('listening');
  await send(t, port, '200\r\n');
  assert.deepEqual(flow.caught.seen, []);
  await flow.readings.next(({ topic, payload }) => topic === 'new' && payload === 200);
  assert.deepEqual(
    flow.readings.seen.map(({ topic, payload }) => [topic, payload]),
    [
      ['old', 1],
      ['new', 200],
    ],
  );
});

test('a node with 200 open connections is replaced within a second', async (t) => {
  const port = await flow.receive({ maxConnectionsPerAddress: '0' });
  const clients = await Promise.all(Array.from({ length: 200 }, () => connect(t, port)));
  for (const client of clients) client.write('1\r\n');
  await flow.readings.payloads(200);
  const startedAt = Date.now();
  await flow.deploy([receiver({ port: String(port), name: 'new' })], 'nodes');
  await Promise.all([flow.event('listening'), ...clients.map(closed)]);
  assert.ok(Date.now() - startedAt < 1000, `it took ${Date.now() - startedAt} ms`);
  assert.deepEqual(flow.caught.seen, []);
});

for (const [title, nodes] of [
  ['disabled', (port: number) => [receiver({ port, d: true })]],
  ['deleted', () => []],
] as const) {
  test(`a node that is ${title} lets go of its clients and its port`, async (t) => {
    const port = await flow.receive();
    const client = await connect(t, port);
    await flow.deploy(nodes(port), 'nodes');
    await closed(client);
    await assert.rejects(connect(t, port), { code: 'ECONNREFUSED' });
    assert.equal(flow.events.seen.length, 1);
  });
}

test('while chips send, deploys neither lose the node nor leave a message of the old one behind', async (t) => {
  const port = await flow.receive({ maxConnectionsPerAddress: '0' });
  for (let round = 0; round < 10; round++) {
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect(t, port)));
    for (const client of clients) client.write('1\n2\n3\n'.repeat(100));
    await flow.deploy([receiver({ port: String(port), topic: String(round), topicType: 'str' })], 'nodes');
    await flow.event('listening');
  }
  await send(t, port, '42\r\n');
  assert.equal((await flow.readings.next(({ topic }) => topic === '9')).payload, 42);
  assert.deepEqual(flow.caught.seen, []);
});
