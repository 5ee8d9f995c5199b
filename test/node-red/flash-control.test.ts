import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, type TestContext, test } from 'node:test';
import { FlashingBench } from '../flashing';
import { flasher, LiveFlow, type Properties } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

/** A flashing node for a chip of which nothing is heard: its job waits for fingers until somebody does something. */
async function waitingJob(t: TestContext, properties: Properties = {}): Promise<FlashingBench> {
  const bench = await FlashingBench.set(t);
  bench.chip.faults.silent = true;
  await flow.deploy([flasher({ port: bench.line.url, request: 'identify', ...properties })]);
  await flow.inject('flasher', {});
  await flow.progress.next();
  return bench;
}

/** What a person does in the form. */
async function ask(path: string, method: 'GET' | 'POST' = 'GET'): Promise<{ status: number; body: Properties }> {
  const response = await fetch(new URL(`esp8266-flash/${path}`, flow.process.url), { method });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : { text } };
}

/** The process of the job that this Node-RED runs, as soon as it has begun. */
async function workerProcess(): Promise<number> {
  for (;;) {
    const { log } = (await ask('flasher/job')).body;
    if ((log as string[]).length > 0) break; // its first line comes from that process
  }
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().split('\n');
  const rows = lines.map((line) => /^ *(\d+) +(\d+) (.*)$/.exec(line)?.slice(1) ?? []);
  const nodeRed = rows.find(([, parent, program]) => parent === String(process.pid) && program === 'node-red')?.[0];
  return Number(rows.find(([, parent, program]) => parent === nodeRed && program?.includes('flash-worker.js'))?.[0]);
}

test('a job that is cancelled is an error that says what the chip now holds', async (t) => {
  await waitingJob(t);
  await flow.inject('flasher', { action: 'cancel' });
  const { error } = await flow.caught.next();
  assert.deepEqual([error?.code, error?.cause?.phase, error?.cause?.state], ['cancelled', 'connect', 'untouched']);
  assert.equal((await flow.status('cancelled')).fill, 'grey');
});

test('after a cancel the port is free', async (t) => {
  const { chip } = await waitingJob(t);
  await flow.inject('flasher', { action: 'cancel' });
  await flow.caught.next();
  chip.faults.silent = false;
  await flow.inject('flasher', {});
  assert.equal(((await flow.results.next()).payload as Properties).mac, '5c:cf:7f:00:00:01');
});

test('a second request for a port says who is at work on it', async (t) => {
  const { line } = await waitingJob(t, { name: 'workshop' });
  const second = flasher({ id: 'second', port: line.url, request: 'identify' });
  const first = flasher({ port: line.url, request: 'identify', name: 'workshop' });
  await flow.deploy([first, second], 'nodes');
  await ask('second/start', 'POST');
  const { error } = await flow.caught.next();
  assert.deepEqual([error?.code, error?.source.id], ['busy', 'second']);
  assert.match(error?.message ?? '', /"workshop" is at work on rfc2217/);
});

test('a second request to the same node is refused, and the first goes on', async (t) => {
  await waitingJob(t, { name: 'workshop' });
  await flow.inject('flasher', {});
  assert.equal((await flow.caught.next()).error?.code, 'busy');
  assert.equal((await ask('flasher/start', 'POST')).status, 409);
  assert.equal((await ask('flasher/job')).body.isRunning, true);
});

test('a node that goes takes its job with it, and frees the port', async (t) => {
  const bench = await waitingJob(t);
  await flow.deploy([]);
  bench.chip.faults.silent = false;
  assert.equal((await bench.does({ request: 'identify' })).chip.flashBytes, 4_194_304);
});

test('a job that a deploy breaks off is told, with what the chip now holds', async (t) => {
  await waitingJob(t);
  const linesBefore = flow.process.log.length;
  await flow.deploy([]);
  const told = flow.process.log.slice(linesBefore).filter((line) => line.includes('broken off'));
  assert.equal(told.length, 1);
  const words = /\[warn\].*broken off in the phase “Connect”: its node was deployed anew.* The chip is as it was\.$/;
  assert.match(told[0] ?? '', words);
});

test('a process that is killed is told, and the next one works', async (t) => {
  const { chip } = await waitingJob(t);
  process.kill(await workerProcess(), 'SIGKILL');
  const { error } = await flow.caught.next();
  assert.deepEqual([error?.code, error?.cause?.phase], ['worker-died', 'connect']);
  chip.faults.silent = false;
  await flow.inject('flasher', {});
  await flow.results.next();
});

test('the form starts a job, sees how it stands, and cancels it', async (t) => {
  await waitingJob(t);
  const { body } = await ask('flasher/job');
  const { isRunning, request, phases, phase, text } = body;
  assert.deepEqual([isRunning, request, phases, phase], [true, 'identify', ['connect', 'identify'], 'connect']);
  assert.match(String(text), /^Connecting|^The chip does not start/);
  assert.equal((await ask('flasher/cancel', 'POST')).status, 202);
  await flow.caught.next();
  const { outcome } = (await ask('flasher/job')).body;
  assert.deepEqual((outcome as Properties).code, 'cancelled');
});

test('what a person started in the form leaves by the same outputs', async (t) => {
  const bench = await FlashingBench.set(t);
  await flow.deploy([flasher({ port: bench.line.url, request: 'identify' })]);
  assert.equal((await ask('flasher/start', 'POST')).status, 202);
  assert.equal(((await flow.results.next()).payload as Properties).flashBytes, 4_194_304);
  const { outcome, log } = (await ask('flasher/job')).body;
  assert.equal((outcome as Properties).text, 'ESP8266EX · 5c:cf:7f:00:00:01 · 4 MB flash · no Espruino answers');
  assert.ok((log as string[]).some((line) => line.endsWith('phase identify')));
});

test('a setting that cannot be is refused before anything is done', async () => {
  await flow.deploy([flasher({ port: '/dev/ttyUSB0', baud: '7' })]);
  const { status, body } = await ask('flasher/start', 'POST');
  assert.equal(status, 400);
  assert.match(String(body.text), /“Speed” must be/);
  await flow.inject('flasher', {});
  assert.equal((await flow.caught.next()).error?.code, 'bad-request');
  assert.equal((await flow.status('bad setting')).fill, 'red');
});

test('an action that there is not is an error that names those there are', async () => {
  await flow.deploy([flasher({})]);
  await flow.inject('flasher', { action: 'explode' });
  const { error } = await flow.caught.next();
  assert.match(error?.message ?? '', /msg\.action must be one of cancel, identify, list, or absent; got "explode"/);
});

test('the ports of this machine are listed on request', async () => {
  await flow.deploy([flasher({})]);
  await flow.inject('flasher', { action: 'list' });
  const { topic, payload } = await flow.results.next();
  assert.deepEqual([topic, Array.isArray(payload)], ['list', true]);
});

test('a message identifies a chip, whatever the node is set to', async (t) => {
  const bench = await FlashingBench.set(t);
  await flow.deploy([flasher({})]);
  await flow.inject('flasher', { action: 'identify', esp8266: { port: bench.line.url }, keep: 'this' });
  const message = (await flow.results.next()) as Properties;
  assert.deepEqual([message.topic, message.keep, message.esp8266], ['identify', 'this', undefined]);
});
