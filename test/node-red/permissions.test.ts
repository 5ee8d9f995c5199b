import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NodeRedProcess } from '../../demo/node-red-process';

const PACKAGE = resolve(__dirname, '../../..');
const READS = [
  'esp8266-tcp-in/addresses',
  'esp8266-tcp-in/receiver/devices',
  'esp8266-flash/ports',
  'esp8266-flash/targets',
  'esp8266-flash/flasher/job',
];
const WRITES = ['esp8266-flash/flasher/start', 'esp8266-flash/flasher/cancel'];

/** The HTTP status of each admin endpoint, asked without a password, where `adminAuth` is as given. */
async function statuses(t: TestContext, adminAuth: object): Promise<{ reads: number[]; writes: number[] }> {
  const nodeRed = await NodeRedProcess.start({
    packages: { '@chip-to-flow/node-red-esp8266': PACKAGE },
    flows: [],
    port: 0,
    settings: { adminAuth: { type: 'credentials', users: [], ...adminAuth } },
  });
  t.after(() => nodeRed.stop());
  const ask = async (path: string, method: string) => (await fetch(new URL(path, nodeRed.url), { method })).status;
  return {
    reads: await Promise.all(READS.map((path) => ask(path, 'GET'))),
    writes: await Promise.all(WRITES.map((path) => ask(path, 'POST'))),
  };
}

test('whoever may not read Node-RED may read nothing of ours, and start nothing', async (t) => {
  assert.deepEqual(await statuses(t, {}), { reads: [401, 401, 401, 401, 401], writes: [401, 401] });
});

test('whoever may read Node-RED may look, and start nothing', async (t) => {
  const { reads, writes } = await statuses(t, { default: { permissions: 'read' } });
  assert.deepEqual(
    [reads, writes],
    [
      [200, 404, 200, 200, 404],
      [401, 401],
    ],
  );
});

test('whoever may do all may start a job', async (t) => {
  const { writes } = await statuses(t, { default: { permissions: '*' } });
  assert.deepEqual(writes, [404, 404]); // there is no such node
});
