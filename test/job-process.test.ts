import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { JobProcess } from '../nodes/esp8266-flash/job/job-process';
import type { JobEnd } from '../nodes/esp8266-flash/job/worker-messages';
import { EventLog } from './event-log';
import { flashRequest } from './flash-request-sample';

const worker = join(__dirname, 'misbehaving-worker.js');

/** A job whose process behaves as named; its events are logged. */
function start(behaviour: string): { job: JobProcess; log: EventLog } {
  const log = new EventLog();
  const events = {
    progress: () => log.add('progress'),
    log: (line: string) => log.add(line),
    started: () => log.add('started'),
    console: () => log.add('console'),
  };
  return { job: new JobProcess(flashRequest({ port: behaviour }), events, { worker, silenceMs: 1500 }), log };
}

function codeOf(end: JobEnd): string {
  return 'failure' in end ? end.failure.code : 'done';
}

test('a process that ends without a word is told as died, with the phase it was in and what that leaves', async () => {
  const end = await start('dies').job.ended;
  assert.ok('failure' in end);
  const { code, phase, state } = end.failure;
  assert.deepEqual([code, phase, state], ['worker-died', 'write', 'incomplete']);
});

test('what a process throws is in the log', async () => {
  const { job, log } = start('throws');
  assert.equal(codeOf(await job.ended), 'worker-died');
  assert.ok(log.names.includes('Error: out of luck'), log.names.join('\n'));
});

test('a process that says nothing any more is ended', async () => {
  assert.equal(codeOf(await start('hangs').job.ended), 'worker-hung');
});

test('a process that stays after its last word is ended, and its word counts', async () => {
  assert.equal(codeOf(await start('lingers').job.ended), 'done');
});

test('a job that is cancelled tells itself what the chip now holds', async () => {
  const { job, log } = start('obeys');
  await log.next('progress');
  job.cancel();
  const end = await job.ended;
  assert.ok('failure' in end);
  assert.deepEqual([end.failure.code, end.failure.state], ['cancelled', 'incomplete']);
});

test('one that does not listen is ended after 3 s', async () => {
  const { job, log } = start('is-deaf');
  await log.next('progress');
  const before = performance.now();
  job.cancel();
  assert.equal(codeOf(await job.ended), 'cancelled');
  const ms = performance.now() - before;
  assert.ok(ms >= 2900 && ms < 6000, `${ms} ms`);
});

test('what a process prints is for the log, and not for the console of Node-RED', async () => {
  const { job, log } = start('prints');
  await job.ended;
  assert.deepEqual(log.names.slice(0, 3).toSorted(), ['a warning', 'half a secret', 'progress']);
});

test('ten jobs leave no handle behind', async () => {
  const before = await resources();
  for (let count = 0; count < 10; count++) await start('dies').job.ended;
  assert.deepEqual(await resources(), before);
});

/** What keeps this process alive; a handle that is closed is let go some turns later. */
async function resources(): Promise<string[]> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  return process.getActiveResourcesInfo().toSorted();
}
