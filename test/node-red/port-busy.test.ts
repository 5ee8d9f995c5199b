import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { connect, send } from './client';
import { freePort } from './free-port';
import { LiveFlow, type Properties, receiver } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

/** Another program that holds a port. */
async function occupy(t: TestContext): Promise<{ server: Server; port: number }> {
  const port = await freePort();
  const server = createServer().listen(port);
  t.after(() => server.close());
  await once(server, 'listening');
  return { server, port };
}

test('a port in use is an event, an error with a code, and a red status that names it', async (t) => {
  const { port } = await occupy(t);
  await flow.deploy([receiver({ port })]);
  const { payload } = await flow.event('port-busy');
  assert.deepEqual(Object.keys(payload as object), ['port', 'message']);
  const { error, topic } = await flow.caught.next();
  assert.deepEqual([error?.code, error?.source.id, topic], ['port-busy', 'receiver', 'port-busy']);
  const { fill, text } = await flow.status('in use');
  assert.deepEqual([fill, text], ['red', `port ${port} is in use`]);
});

test('a port that is freed is taken without anybody doing anything', async (t) => {
  const { server, port } = await occupy(t);
  await flow.deploy([receiver({ port })]);
  await flow.status('in use');
  server.close();
  await flow.event('listening');
  assert.equal(flow.caught.seen.length, 1, 'it was told once, however often it was tried');
  assert.equal((await flow.status('listening')).fill, 'green');
  await send(t, port, '42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('of two nodes on one port the second names the first', async (t) => {
  const port = await flow.receive({ name: 'greenhouse' });
  const client = await connect(t, port);
  const nodes = [receiver({ port: String(port), name: 'greenhouse' }), receiver({ id: 'second', port: String(port) })];
  await flow.deploy(nodes, 'nodes');
  assert.equal(((await flow.event('port-busy')).payload as Properties).holder, 'greenhouse');
  assert.equal((await flow.status('greenhouse')).text, `port ${port} is used by greenhouse`);
  client.write('42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('when the first of two nodes on one port goes, the second takes over', async (t) => {
  const port = await flow.receive({ name: 'greenhouse' });
  const second = receiver({ id: 'second', port: String(port) });
  await flow.deploy([receiver({ port: String(port), name: 'greenhouse' }), second], 'nodes');
  await flow.event('port-busy');
  await flow.deploy([second], 'nodes');
  await flow.event('listening');
  await send(t, port, '42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});
