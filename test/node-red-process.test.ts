import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** A folder with a program in the place of Node-RED's. */
async function imitate(t: TestContext, program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'node-red-imitated-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'red.js'), program);
  return folder;
}
