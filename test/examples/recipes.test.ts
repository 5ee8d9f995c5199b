import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, test } from 'node:test';
import type { FlowNode } from '../../demo/demo-flow';
import { NodeRedProcess } from '../../demo/node-red-process';
import { answerLine, connect, report, send } from '../node-red/client';
import { freePort } from '../node-red/free-port';
import { DebugSidebar } from './debug-sidebar';
import { readExample, tellingEvents } from './example';
import { inject } from './inject';
import { MqttBroker } from './mqtt-broker';

const PACKAGE_FOLDER = resolve(__dirname, '../../..');

let nodeRed: NodeRedProcess;
let sidebar: DebugSidebar;
before(async () => {
  const packages = { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER };
  nodeRed = await NodeRedProcess.start({ packages, flows: [], port: 0 });
  sidebar = await DebugSidebar.open(nodeRed.url);
});
beforeEach(() => sidebar.clear());
after(async () => {
  sidebar?.close();
  await nodeRed?.stop();
});

/** Deploys a recipe with these changes to its nodes; gives the port on which it listens. Its patience is short. */
async function deploy(file: string, change: (node: FlowNode) => FlowNode | [] = (node) => node): Promise<number> {
  const port = await freePort();
  const onPort = (node: FlowNode) =>
    node.type === 'esp8266-tcp-in' ? { ...node, port: String(port), confirmTimeout: '2' } : node;
  await nodeRed.deploy(tellingEvents(readExample(file).map(onPort).flatMap(change)));
  await sidebar.shows('listens', /^listening$/);
  return port;
}

/** Presses the button of an inject node, or has any node receive `message`. */
function press(id: string, message?: object): Promise<void> {
  return inject(nodeRed.url, id, message);
}

const READINGS = report({ id: 'lamp', seq: 5, every: 1000, readings: [5, 6, 7] });
const ANSWER = '{"ack":7}';

test('SQL: each reading is a row once, also when the flow gets it twice', async (t) => {
  const port = await deploy('recipes/01 SQL database.json', asFunction);
  await press('recipe-sql-begin'); // it does so itself after a while
  for (const _ of [1, 2]) {
    const socket = await connect(t, port);
    socket.write(READINGS);
    assert.equal(await answerLine(socket), ANSWER);
    await press('recipe-sql-row', MESSAGE); // as when Node-RED is killed before it was noted as confirmed
  }
  const database = new DatabaseSync(join(nodeRed.userDirectory, 'esp8266-readings.sqlite'));
  t.after(() => database.close());
  const rows = database.prepare('SELECT device, boot, seq, value FROM readings ORDER BY seq').all();
  assert.deepEqual(
    rows.map((row) => Object.values(row)),
    [
      ['lamp', 1, 5, 5],
      ['lamp', 1, 6, 6],
      ['lamp', 1, 7, 7],
    ],
  );
});

const MESSAGE = { device: { id: 'lamp', boot: 1 }, seq: 6, payload: 6, timestamp: 1795361784012 };

/** Stands in for the nodes of node-red-node-sqlite, which need a compiler: it runs the same SQL, and sends when it is done. */
function asFunction(node: FlowNode): FlowNode | [] {
  if (node.type === 'sqlitedb') return [];
  if (node.type !== 'sqlite') return node;
  const func = `const { DatabaseSync } = module.createRequire('/')('node:sqlite');
    const database = new DatabaseSync('esp8266-readings.sqlite');
    database.prepare(${JSON.stringify(node.sql)}).run(msg.params ?? {});
    database.close();
    return msg;`;
  return { ...node, type: 'function', func, outputs: 1, libs: [{ var: 'module', module: 'module' }] };
}

test('MQTT: a reading is confirmed when the broker says that it has it', async (t) => {
  const broker = await MqttBroker.start(t);
  const connected = once(broker, 'connected');
  const toBroker = (node: FlowNode) => {
    if (node.type === 'mqtt-broker') return { ...node, broker: '127.0.0.1', port: String(broker.port) };
    return node.type === 'mqtt out' ? { ...node, d: false } : node;
  };
  const port = await deploy('recipes/02 MQTT with QoS 1.json', toBroker);
  await connected;
  broker.isAnswering = false;
  const published = once(broker, 'published');
  await send(t, port, report({ id: 'lamp', seq: 5, readings: [21.5] }));
  const [topic, payload] = await published;
  assert.equal(topic, 'esp8266/lamp/reading');
  assert.match(payload, /^{"value":21.5,"device":"lamp","boot":1,"seq":5,"timestamp":\d+}$/);
  broker.isAnswering = true;
  const socket = await connect(t, port);
  socket.write(report({ id: 'lamp', seq: 5, readings: [21.5] }));
  assert.equal(await answerLine(socket), '{"ack":5}');
});

test('HTTP: a reading is confirmed when the service says yes, and comes again when it says no', async (t) => {
  const bodies: string[] = [];
  const service = createServer(async (request, response) => {
    bodies.push(await textOf(request));
    response.writeHead(bodies.length === 1 ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  t.after(() => service.close());
  await once(service, 'listening');
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/readings`;
  const port = await deploy('recipes/03 HTTP request.json', (node) =>
    node.type === 'http request' ? { ...node, url, persist: false } : node,
  );
  const one = report({ id: 'lamp', seq: 5, readings: [21.5] });
  await send(t, port, one);
  await sidebar.shows('why', /statusCode is 503/);
  const socket = await connect(t, port);
  socket.write(one);
  assert.equal(await answerLine(socket), '{"ack":5}');
  assert.match(bodies[1] ?? '', /^{"value":21.5,"device":"lamp","boot":1,"seq":5,"timestamp":\d+}$/);
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks = await request.toArray();
  return Buffer.concat(chunks).toString();
}

test('many at once: readings of several chips are written together, and each chip is answered', async (t) => {
  const port = await deploy('recipes/04 Many readings at once.json');
  const [lamp, door] = [await connect(t, port), await connect(t, port)];
  const answers = Promise.all([answerLine(lamp), answerLine(door)]);
  lamp.write(READINGS);
  door.write(report({ id: 'door', seq: 0, readings: ['open'] }));
  assert.deepEqual(await answers, [ANSWER, '{"ack":0}']);
  const lines = (await readFile(join(nodeRed.userDirectory, 'esp8266-readings.csv'), 'utf8')).split('\n').slice(0, -1);
  assert.deepEqual(lines.map((line) => line.replace(/^[^,]*,/, '')).sort(), [
    'door,1,0,open',
    'lamp,1,5,5',
    'lamp,1,6,6',
    'lamp,1,7,7',
  ]);
});

test('the core file node is no recipe: what it could not write is confirmed', async (t) => {
  const file = { type: 'file', filename: 'no-such-folder/readings', filenameType: 'str', appendNewline: true };
  const port = await deploy('recipes/04 Many readings at once.json', (node) =>
    node.id === 'recipe-batch-write' ? { ...node, ...file, overwriteFile: 'false', encoding: 'none' } : node,
  );
  const socket = await connect(t, port);
  socket.write(READINGS);
  assert.equal(await answerLine(socket), ANSWER);
  await sidebar.shows('why', /ENOENT/);
});
