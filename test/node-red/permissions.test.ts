import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NodeRedProcess } from '../../demo/node-red-process';

const PACKAGE = resolve(__dirname, '../../..');
const PATHS = ['esp8266-tcp-in/addresses', 'esp8266-tcp-in/receiver/devices'];

/** The HTTP status of each admin endpoint, asked without a password, where `adminAuth` is as given. */
async function statuses(t: TestContext, adminAuth: object): Promise<number[]> {
  const nodeRed = await NodeRedProcess.start({
    packages: { '@chip-to-flow/node-red-esp8266': PACKAGE },
    flows: [],
    port: 0,
    settings: { adminAuth: { type: 'credentials', users: [], ...adminAuth } },
  });
  t.after(() => nodeRed.stop());
  return Promise.all(PATHS.map(async (path) => (await fetch(new URL(path, nodeRed.url))).status));
}

test('whoever may not read Node-RED may not read addresses and devices', async (t) => {
  assert.deepEqual(await statuses(t, {}), [401, 401]);
});

test('whoever may read Node-RED may read them', async (t) => {
  assert.deepEqual(await statuses(t, { default: { permissions: 'read' } }), [200, 404]);
});
