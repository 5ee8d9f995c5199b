import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { NodeRedProcess } from '../../demo/node-red-process';
import { connect, report, send } from '../node-red/client';
import { freePort } from '../node-red/free-port';
import { DebugSidebar } from './debug-sidebar';
import { quickly, readExample, tellingEvents } from './example';
import { inject } from './inject';

const PACKAGE = '@chip-to-flow/node-red-esp8266';
const DASHBOARD = '@flowfuse/node-red-dashboard';
const ASK_EVERY_MS = 100;

let nodeRed: NodeRedProcess;
let sidebar: DebugSidebar;
before(async () => {
  const packages = {
    [PACKAGE]: resolve(__dirname, '../../..'),
    [DASHBOARD]: dirname(require.resolve(`${DASHBOARD}/package.json`)),
  };
  nodeRed = await NodeRedProcess.start({ packages, flows: [], port: 0 });
  sidebar = await DebugSidebar.open(nodeRed.url);
});
beforeEach(() => sidebar.clear());
after(async () => {
  sidebar?.close();
  await nodeRed?.stop();
});

test('the import dialog offers the examples', async () => {
  assert.deepEqual(await offered('flows'), [
    'dashboard',
    'recipes',
    { fn: '01 Simulated device (no hardware)' },
    { fn: '02 Real device' },
    { fn: '03 Lost packets made visible' },
    { fn: '04 Several devices with an offline alarm' },
    { fn: '05 Readings to a file and to MQTT' },
    { fn: '06 Flash the simulated board (no hardware)' },
    { fn: '07 Flash a board' },
    { fn: '08 Nothing lost, confirmed by the flow' },
    { fn: '09 Signed readings (only chips with the key)' },
  ]);
  assert.deepEqual(await offered('flows/recipes'), [
    { fn: '01 SQL database' },
    { fn: '02 MQTT with QoS 1' },
    { fn: '03 HTTP request' },
    { fn: '04 Many readings at once' },
  ]);
  assert.deepEqual(await offered('flows/dashboard'), [{ fn: '01 Live counter' }, { fn: '02 Flash station' }]);
});

test('01: a simulated device counts into the debug sidebar', async () => {
  await deploy('01 Simulated device (no hardware).json');
  for (const number of [0, 1, 2]) await sidebar.shows('number', new RegExp(`^${number}$`));
  assert.equal((await sidebar.shows('event', /"topic":"online"/)).topic, 'online');
});

test('02: a line from outside is shown with its device, and the statistics on request', async (t) => {
  const port = await deploy('02 Real device.json');
  await send(t, port, '42\r\n');
  await sidebar.shows('reading', /"payload":42,.*"device":\{"id":"127\.0\.0\.1"/);
  await press('real-device-ask');
  await sidebar.shows('event', /"devices":1,"online":1/);
});

test('02: a port in use is shown as an error', async (t) => {
  const holder = createServer().listen(0);
  t.after(() => holder.close());
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await nodeRed.deploy(quickly(readExample('02 Real device.json'), port));
  await sidebar.shows('error', /"code":"port-busy"/);
});

test('03: a lost, a doubled and a restarted count are told in words', async () => {
  await deploy('03 Lost packets made visible.json');
  await sidebar.shows('number', /^5$/);
  await sidebar.shows('what happened', /^4 is missing$/);
  await sidebar.shows('what happened', /^7 came twice$/);
  await sidebar.shows('what happened', /^restarted, the last number was 29$/);
});

test('04: the garage falls silent, raises the alarm and comes back', async () => {
  await deploy('04 Several devices with an offline alarm.json');
  for (const id of ['kitchen', 'greenhouse', 'garage']) await sidebar.shows('alarm', new RegExp(`^${id} is online$`));
  sidebar.clear();
  await press('offline-alarm-press');
  await sidebar.shows('alarm', /^ALARM: garage silent for \d+ s$/);
  await press('offline-alarm-press');
  await sidebar.shows('alarm', /^garage is online$/);
});

test('05: readings become lines of a file, and messages for MQTT with no broker there', async () => {
  await deploy('05 Readings to a file and to MQTT.json');
  const { topic } = await sidebar.shows('what MQTT gets', /^\{"value":21\.3,"seq":1,"missed":0,"timestamp":\d+\}$/);
  assert.equal(topic, 'esp8266/greenhouse/reading');
  const lines = await linesOf('esp8266-readings.csv');
  assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,greenhouse,0,21,0$/);
  const complaints = nodeRed.log.filter((line) => line.includes('broker'));
  assert.deepEqual(complaints, []);
});

test('06: at one press a blank simulated board becomes a counter in the flow', async () => {
  await deploy('06 Flash the simulated board (no hardware).json');
  await press('flash-simulated-press');
  for (const number of [0, 1, 2]) await sidebar.shows('number', new RegExp(`^${number}$`));
  await sidebar.shows('result', /"ok":true,"request":"install".*"device":"esp8266-5ccf7f[0-9a-f]{6}".*"firstReading"/);
});

test('06: cancelled, it says so and what the chip now holds', async () => {
  await deploy('06 Flash the simulated board (no hardware).json');
  await press('flash-simulated-press');
  await press('flash-simulated-stop');
  await sidebar.shows('what to do', /"code":"cancelled"/);
});

test('07: with a name of a port that is not there, it says what to do', async () => {
  const flow = readExample('07 Flash a board.json');
  await nodeRed.deploy(
    flow.map((node) => (node.type === 'esp8266-flash' ? { ...node, port: '/dev/not-there' } : node)),
  );
  await press('flash-board-press');
  await sidebar.shows('what to do', /"code":"port-not-found"/);
  await press('flash-board-list');
  await sidebar.shows('result', /^\[/);
});

test('08: while the disk is broken the chip keeps its readings, and then each is there once', async () => {
  await deploy('08 Nothing lost, confirmed by the flow.json');
  await press('nothing-lost-press');
  await sidebar.shows('stored', /^1$/);
  await press('nothing-lost-break');
  await sidebar.shows('why', /ENOENT/);
  await sidebar.shows('event', /"topic":"unconfirmed"/);
  await press('nothing-lost-break');
  await sidebar.shows('stored', /^\d+ \(again\)$/);
  const seqs = (await linesOf('esp8266-safe.csv')).map((line) => Number(line.split(',')[3])).sort((a, b) => a - b);
  assert.deepEqual(
    seqs,
    seqs.map((_, index) => index),
  );
});

test('08: the chip takes another interval, and that is told', async () => {
  await deploy('08 Nothing lost, confirmed by the flow.json');
  await press('nothing-lost-press');
  await sidebar.shows('stored', /^0$/);
  await press('nothing-lost-fast');
  await sidebar.shows('event', /"topic":"settings-taken","payload":\{"interval":250\}/);
});

test('09: with the same key the board is heard, without it refused', async () => {
  const key = 'the key of this year';
  const file = '09 Signed readings (only chips with the key).json';
  await deploy(file, { 'signed-readings-receive': { key }, 'signed-readings-flash': { key } });
  await press('signed-readings-press');
  await sidebar.shows('number', /^0$/);
  sidebar.clear();
  await deploy(file, { 'signed-readings-receive': { key }, 'signed-readings-flash': { key: '' } });
  await press('signed-readings-press');
  await sidebar.shows('event', /"topic":"refused","payload":\{"reason":"not-signed"/);
  await sidebar.shows('result', /"advice":"key-missing"/);
});

test('flash station: the choice of boards says which one it is when none is chosen', () => {
  const dropdown = readExample('dashboard/02 Flash station.json').find(({ type }) => type === 'ui-dropdown');
  assert.equal(dropdown?.label, 'Board (none chosen: as set in the node)');
});

test('flash station: the choice of boards is filled, and a flashed one has a row', async () => {
  const port = await deploy('dashboard/02 Flash station.json');
  assert.equal((await fetch(new URL('dashboard/flash', nodeRed.url))).status, 200);
  await press('flash-station-keep', { payload: 'simulated' });
  await press('flash-station-which', { payload: 'install' });
  await holds('flash-station-boards', /"what":"install","chip":"ESP8266EX","mac":"5c:cf:7f:/);
  assert.ok(port > 0);
});

test('dashboard: the page is served, and its widgets hold what a device sent', async (t) => {
  const port = await deploy('dashboard/01 Live counter.json');
  assert.equal((await fetch(new URL('dashboard/counter', nodeRed.url))).status, 200);
  await send(t, port, '{"id":"chip","boot":1,"seq":0,"age":4000,"every":1000,"readings":[7,8]}\r\n');
  await send(t, port, report({ id: 'chip', seq: 4, readings: [11] }));
  await holds('live-counter-chart', /"payload":7,.*"payload":8,.*"payload":11,/);
  await holds('live-counter-devices', /"id":"chip",.*"payload":11,.*"readings":3,"missed":2,/);
  await holds('live-counter-events', /"event":"gap","device":"chip","details":"missed 2, from 2, to 3"/);
});

test('dashboard: a flood of readings is counted, and the chart takes few of them', async (t) => {
  const port = await deploy('dashboard/01 Live counter.json');
  await send(t, port, '7\r\n'.repeat(5000));
  await holds('live-counter-devices', /"id":"127\.0\.0\.1",.*"readings":5000,/);
  const points = (await widgetData('live-counter-chart')).match(/"payload":7,/g) ?? [];
  assert.ok(points.length >= 1 && points.length <= 5, `${points.length} points`);
});

test('dashboard: of many devices six are drawn, and fifty have a row', async (t) => {
  const port = await deploy('dashboard/01 Live counter.json');
  const ids = Array.from({ length: 60 }, (_, index) => `chip-${index + 10}`).reverse();
  await send(t, port, ids.map((id) => report({ id, seq: 0, readings: [7] })).join(''));
  await holds('live-counter-devices', /"id":"chip-10".*"id":"chip-59"/);
  assert.doesNotMatch(await widgetData('live-counter-devices'), /"id":"chip-60"/);
  const drawn = (await widgetData('live-counter-chart')).match(/"topic":"chip-\d+"/g);
  assert.deepEqual(
    drawn,
    [69, 68, 67, 66, 65, 64].map((number) => `"topic":"chip-${number}"`),
  );
});

test('dashboard: its buttons stop and start the node', async (t) => {
  const port = await deploy('dashboard/01 Live counter.json');
  await press('live-counter-action', { payload: 'stop' });
  await press('live-counter-action', { payload: 'start' });
  await holds('live-counter-events', /"event":"listening".*"event":"listening"/);
  await connect(t, port);
});

/** Deploys an example, with secrets by node, and waits until it listens, if it does; gives the port. */
async function deploy(file: string, credentials: Record<string, object> = {}): Promise<number> {
  const port = await freePort();
  const flow = tellingEvents(quickly(readExample(file), port)).map((node) =>
    node.id in credentials ? { ...node, credentials: credentials[node.id] } : node,
  );
  await nodeRed.deploy(flow);
  if (flow.some(({ type }) => type === 'esp8266-tcp-in')) await sidebar.shows('listens', /^listening$/);
  return port;
}

/** The whole lines of a file beside the flows. */
async function linesOf(file: string): Promise<string[]> {
  return (await readFile(join(nodeRed.userDirectory, file), 'utf8')).split('\n').slice(0, -1);
}

/** Presses the button of an inject node, or has any node receive `message`. */
function press(id: string, message?: object): Promise<void> {
  return inject(nodeRed.url, id, message);
}

/** Waits until the data of a dashboard widget, as JSON, match. Nothing tells when they change, so it is asked for. */
async function holds(widget: string, pattern: RegExp): Promise<void> {
  const deadline = AbortSignal.timeout(15_000);
  for (;;) {
    const text = await widgetData(widget);
    if (pattern.test(text)) return;
    assert.ok(!deadline.aborted, `${widget} does not match ${pattern}: ${text}`);
    await setTimeout(ASK_EVERY_MS);
  }
}

async function widgetData(widget: string): Promise<string> {
  return (await fetch(new URL(`dashboard/_debug/datastore/${widget}`, nodeRed.url))).text();
}

async function offered(path: string): Promise<unknown> {
  return (await fetch(new URL(`library/examples/flows/${PACKAGE}/${path}`, nodeRed.url))).json();
}
