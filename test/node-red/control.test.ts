import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closed, connect, send } from './client';
import { freePort } from './free-port';
import { LiveFlow, type Properties, receiver } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

test('stop ends the clients and frees the port, start listens again', async (t) => {
  const port = await flow.receive();
  const client = await connect(t, port);
  await flow.act('stop');
  await closed(client);
  assert.equal((await flow.status('stopped')).fill, 'grey');
  await assert.rejects(connect(t, port), { code: 'ECONNREFUSED' });
  await flow.act('start');
  await flow.event('listening');
  await send(t, port, '42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('start while listening and stop while stopped do nothing', async (t) => {
  const port = await flow.receive();
  const client = await connect(t, port);
  await flow.act('start');
  client.write('42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
  for (const action of ['stop', 'stop', 'start']) await flow.act(action);
  await flow.event('listening');
  assert.deepEqual(flow.caught.seen, []);
});

test('stats are answered on output 2', async (t) => {
  const port = await flow.receive();
  await connect(t, port);
  await send(t, port, '1\n2\n3\n4\n9\n');
  await flow.act('stats');
  const payload = (await flow.event('stats')).payload as Properties;
  const { port: statedPort, connections, devices, online, refused, list } = payload;
  assert.deepEqual([statedPort, connections, devices, online, refused], [port, 1, 1, 1, {}]);
  const [row] = list as Properties[];
  const { id, payload: last, readings, missed, duplicates, restarts } = row as Properties;
  assert.deepEqual([id, last, readings, missed, duplicates, restarts], ['127.0.0.1', 9, 5, 4, 0, 0]);
});

test('reset forgets the devices and keeps the connections', async (t) => {
  const client = await connect(t, await flow.receive());
  client.write('1\r\n');
  await flow.event('online');
  await flow.act('reset');
  await flow.act('stats');
  assert.equal(((await flow.event('stats')).payload as Properties).devices, 0);
  client.write('2\r\n');
  assert.equal((await flow.event('online')).device?.id, '127.0.0.1');
});

for (const action of ['restart', 'constructor', '']) {
  test(`the action ${JSON.stringify(action)} is an error with a code`, async () => {
    await flow.receive();
    await flow.act(action);
    const { error } = await flow.caught.next();
    assert.equal(error?.code, 'bad-action');
    assert.ok(error.message.endsWith(`must be one of start, stop, reset, stats, got ${JSON.stringify(action)}`));
  });
}

test('a message that nobody can copy is an error, and Node-RED goes on', async () => {
  const func =
    'Object.defineProperty(msg, "x", { enumerable: true, get() { throw Error("not to be read") } }); return msg;';
  await flow.deploy([
    receiver({ port: String(await freePort()), inputs: 1 }),
    { id: 'maker', type: 'function', z: 'flow', func, wires: [['receiver']] },
    { id: 'press', type: 'inject', z: 'flow', props: [{ p: 'action', v: 'stats', vt: 'str' }], wires: [['maker']] },
  ]);
  await flow.event('listening');
  await fetch(new URL('inject/press', flow.process.url), { method: 'POST' });
  assert.match((await flow.caught.next()).error?.message ?? '', /not to be read/);
});
