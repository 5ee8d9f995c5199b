import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NodeRedProcess } from '../demo/node-red-process';

test('one that hangs while it starts is gone soon after it is told to end', async (t) => {
  const nodeRedFolder = await imitate(t, "process.on('SIGTERM', () => {}); setInterval(console.log, 100, 'busy');");
  const interruption = new AbortController();
  const started = NodeRedProcess.start({
    packages: {},
    flows: [],
    port: 0,
    nodeRedFolder,
    onLine: () => interruption.abort(),
    signal: interruption.signal,
  });
  await assert.rejects(started, /Node-RED ended with SIGKILL:\nbusy/);
});

test('its user directory goes when the program that started it ends without stopping it', async (t) => {
  const nodeRedFolder = await imitate(t, "setInterval(console.log, 100, 'busy');");
  const TMPDIR = await temporaryFolder(t);
  const program = `
    const { NodeRedProcess } = require(${JSON.stringify(require.resolve('../demo/node-red-process'))});
    const nodeRedFolder = ${JSON.stringify(nodeRedFolder)};
    NodeRedProcess.start({ packages: {}, flows: [], port: 0, nodeRedFolder, onLine: () => process.exit(7) });
  `;
  const parent = spawn(process.execPath, ['-e', program], { env: { ...process.env, TMPDIR } });
  assert.deepEqual(await once(parent, 'exit'), [7, null]);
  assert.deepEqual(await readdir(TMPDIR), []);
});

/** A folder with a program in the place of Node-RED's. */
async function imitate(t: TestContext, program: string): Promise<string> {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'red.js'), program);
  return folder;
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'node-red-process-test-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
