import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';

// It has no types; what is used of it stands here.
const helper: {
  init(nodeRed: string, settings?: object): void;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  load(nodes: unknown, flow: object[], credentials?: object): Promise<void>;
  unload(): Promise<void>;
  getNode(id: string): EventEmitter & { name: string; receive(message: object): void };
  request(): { get(path: string): Promise<Answer>; post(path: string): Promise<Answer> };
} = require('node-red-node-test-helper');
const flash: unknown = require('../nodes/esp8266-flash/esp8266-flash');
const tcpIn: unknown = require('../nodes/esp8266-tcp-in/esp8266-tcp-in');

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

before(() => {
  helper.init(require.resolve('node-red'), { logging: { console: { level: 'off' } } });
  return helper.startServer();
});
afterEach(() => helper.unload());
after(() => helper.stopServer());

function load(properties: object = {}, credentials: object = {}): Promise<void> {
  const flow = [
    { id: 'flasher', type: 'esp8266-flash', wires: [['results'], []], ...properties },
    { id: 'results', type: 'helper' },
  ];
  return helper.load([flash, tcpIn], flow, { flasher: credentials });
}

test('a node with no property at all is one, and has no job yet', async () => {
  await load();
  const { body } = await helper.request().get('/esp8266-flash/flasher/job');
  assert.deepEqual(body, { isRunning: false, phases: [], phaseMs: {}, text: '', log: [] });
});

test('a message says all that a job needs, and keeps what else came with it', async () => {
  await load();
  const results = once(helper.getNode('results'), 'input');
  helper.getNode('flasher').receive({ action: 'list', _msgid: 'a1', asked: 'by me' });
  const [{ _msgid, asked, topic }] = await results;
  assert.deepEqual([_msgid, asked, topic], ['a1', 'by me', 'list']);
});

test('no password and no key is in any answer', async () => {
  const secrets = { wifiPassword: 'open sesame', key: 'the sesame of both sides' };
  await load({ port: 'rfc2217://127.0.0.1:1', wifiMode: 'station', ssid: 'home' }, secrets);
  const status = once(helper.getNode('flasher'), 'call:status');
  assert.equal((await helper.request().post('/esp8266-flash/flasher/start')).status, 202);
  await status;
  const { body } = await helper.request().get('/esp8266-flash/flasher/job');
  assert.ok(!JSON.stringify(body).includes('sesame'));
});

test('a node that does not exist is not found', async () => {
  await load();
  const { get, post } = helper.request();
  const all = [
    get('/esp8266-flash/nobody/job'),
    post('/esp8266-flash/nobody/start'),
    post('/esp8266-flash/nobody/cancel'),
  ];
  assert.deepEqual(
    (await Promise.all(all)).map(({ status }) => status),
    [404, 404, 404],
  );
});

test('who listens and the addresses of this machine can be asked for', async () => {
  await load();
  const { body } = await helper.request().get('/esp8266-flash/targets');
  assert.deepEqual(Object.keys(body), ['listeners', 'addresses']);
});
