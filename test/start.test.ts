import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DemoProcess } from './demo-process';

const ASK_EVERY_MS = 200;
const PATIENCE_MS = 15_000;

for (const [signal, whom] of [
  ['SIGINT', 'group'],
  ['SIGTERM', 'process'],
] as const) {
  test(`npm start shows a blank chip flashed, its counter going up, and ${signal} leaves nothing behind`, async (t) => {
    const demo = await DemoProcess.start(t);
    const editor = await demo.line(/Editor +(\S+)/);
    const dashboard = await demo.line(/Dashboard +(\S+)/);
    for (const address of [editor, dashboard]) assert.equal((await fetch(address)).status, 200);
    await pressFlash(editor);
    const points = (await charted(editor, 3)).slice(0, 3);
    assert.deepEqual(
      points.map(({ payload }) => payload),
      [0, 1, 2],
    );
    assert.match(points[0]?.topic ?? '', /^esp8266-5ccf7f[0-9a-f]{6}$/);
    demo.kill(signal, whom);
    assert.equal(await demo.ended, 0);
    await assertNothingLeft(demo, editor);
  });
}

test('npm start is ended by Ctrl-C while it still starts, and leaves nothing behind', async (t) => {
  const demo = await DemoProcess.start(t);
  await demo.line(/^Starting/);
  demo.kill('SIGINT', 'group');
  assert.equal(await demo.ended, 0);
  assert.equal(demo.lines.at(-1), 'Ended.');
  await assertNothingLeft(demo);
});

test('npm start takes the next free port when 3000 is in use, and says so', async (t) => {
  await hold(t, 3000);
  const demo = await DemoProcess.start(t);
  const port = await demo.line(/Port 3000 is in use by another program, so it is (\d+)/);
  assert.ok(Number(port) > 3000);
  const editor = await demo.line(/Editor +(\S+)/);
  await pressFlash(editor);
  assert.equal((await charted(editor, 1))[0]?.payload, 0);
});

test('npm start is ended by Ctrl-C when Node-RED hangs, and leaves nothing behind', async (t) => {
  const demo = await DemoProcess.start(t);
  await demo.line(/Editor +(\S+)/);
  process.kill(childOf(demo.pid), 'SIGSTOP');
  const askedAt = performance.now();
  demo.kill('SIGINT', 'group');
  assert.equal(await demo.ended, 0);
  assert.ok(performance.now() - askedAt < 8000);
  await assertNothingLeft(demo);
});

test('npm start tells when Node-RED ends by itself, and clears up', async (t) => {
  const demo = await DemoProcess.start(t);
  await demo.line(/Editor +(\S+)/);
  process.kill(childOf(demo.pid), 'SIGKILL');
  assert.equal(await demo.ended, 1);
  await demo.line(/^Node-RED ended by itself/);
  await assertNothingLeft(demo);
});

test('npm start says why it cannot start', async (t) => {
  const missing = join(await mkdtemp(join(tmpdir(), 'demo-test-')), 'missing');
  const demo = await DemoProcess.start(t, missing);
  assert.equal(await demo.ended, 1);
  const reason = `no directory can be made in ${missing}; let TMPDIR name one where it can`;
  assert.deepEqual(demo.lines.slice(1), [`Cannot start: ${reason}`]);
});

async function assertNothingLeft(demo: DemoProcess, address?: string): Promise<void> {
  assert.equal(demo.isGroupAlive, false);
  assert.deepEqual(await readdir(demo.temporaryDirectory), []);
  if (address !== undefined) await assert.rejects(fetch(address));
}

/** What the dashboard's button sends into the flow. */
async function pressFlash(editor: string): Promise<void> {
  const body = JSON.stringify({ __user_inject_props__: [], payload: 'install' });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(new URL('inject/flash-station-which', editor), { method: 'POST', headers, body });
  assert.equal(response.status, 200);
}

/** What the dashboard's chart shows once it has so many points. Nothing tells when it has, so it is asked for. */
async function charted(editor: string, count: number): Promise<{ topic: string; payload: unknown }[]> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const response = await fetch(new URL('dashboard/_debug/datastore/live-counter-chart', editor));
    // before the first point there is no text at all
    const points: { topic: string; payload: unknown }[] = JSON.parse((await response.text()) || '[]');
    if (points.length >= count) return points.map(({ topic, payload }) => ({ topic, payload }));
    await setTimeout(ASK_EVERY_MS, undefined, { signal: deadline });
  }
}

/** Makes sure that `port` is in use, by whomever. */
async function hold(t: TestContext, port: number): Promise<void> {
  const server = createServer();
  t.after(() => server.close());
  await once(server.listen(port), 'listening').catch((error) => assert.equal(error.code, 'EADDRINUSE'));
}

/** The process that `pid` has started. */
function childOf(pid: number): number {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  const child = rows.find(([, parent]) => parent === pid)?.[0];
  assert.ok(child !== undefined, `process ${pid} has started none`);
  return child;
}
