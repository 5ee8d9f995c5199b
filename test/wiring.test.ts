import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { connect, send } from './node-red/client';
import { freePort } from './node-red/free-port';

// It has no types; what is used of it stands here.
const helper: {
  init(nodeRed: string, settings?: object): void;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  load(node: unknown, flow: object[]): Promise<void>;
  unload(): Promise<void>;
  getNode(id: string): EventEmitter & { name: string; receive(message: object): void };
  request(): { get(path: string): Promise<{ status: number; body: unknown }> };
} = require('node-red-node-test-helper');
const tcpIn: unknown = require('../nodes/esp8266-tcp-in/esp8266-tcp-in');

before(() => {
  helper.init(require.resolve('node-red'), { logging: { console: { level: 'off' } } });
  return helper.startServer();
});
afterEach(() => helper.unload());
after(() => helper.stopServer());

/** Loads a node with a helper at each output and waits until it listens; gives the port. */
async function load(properties: object = {}): Promise<number> {
  const port = await freePort();
  await helper.load(tcpIn, [
    { id: 'receiver', type: 'esp8266-tcp-in', port: String(port), wires: [['readings'], ['events']], ...properties },
    { id: 'readings', type: 'helper' },
    { id: 'events', type: 'helper' },
  ]);
  assert.equal((await next('events')).topic, 'listening');
  return port;
}

async function next(id: 'readings' | 'events'): Promise<Record<string, unknown>> {
  return (await once(helper.getNode(id), 'input'))[0];
}

test('the node loads under its name', async () => {
  await load({ name: 'cellar' });
  assert.equal(helper.getNode('receiver').name, 'cellar');
});

test('readings leave by the first output, events by the second', async (t) => {
  const port = await load();
  const [reading, event] = await Promise.all([next('readings'), next('events'), send(t, port, '42\r\n')]);
  assert.deepEqual([reading.payload, event.topic], [42, 'online']);
});

test('stats keep what else came with the message', async () => {
  await load();
  helper.getNode('receiver').receive({ action: 'stats', _msgid: 'a1', asked: 'by me' });
  const { _msgid, asked, topic } = await next('events');
  assert.deepEqual([_msgid, asked, topic], ['a1', 'by me', 'stats']);
});

test('when the flow is unloaded the port is free', async (t) => {
  const port = await load();
  await helper.unload();
  await assert.rejects(connect(t, port), { code: 'ECONNREFUSED' });
});

test('the devices seen now can be asked for', async (t) => {
  await send(t, await load(), '42\r\n');
  const { body } = await helper.request().get('/esp8266-tcp-in/receiver/devices');
  const [{ id, payload, online }] = body as [Record<string, unknown>];
  assert.deepEqual([id, payload, online], ['127.0.0.1', 42, true]);
});

test('a node that does not exist is not found', async () => {
  await load();
  assert.equal((await helper.request().get('/esp8266-tcp-in/nobody/devices')).status, 404);
});

test('the addresses of this machine can be asked for, and none is its loopback', async () => {
  await load();
  const { body } = await helper.request().get('/esp8266-tcp-in/addresses');
  for (const { address } of body as { address: string }[]) assert.match(address, /^(?!127\.)\d+(\.\d+){3}$/);
});
