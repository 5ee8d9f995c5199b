import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { JobProcess } from '../nodes/esp8266-flash/job/job-process';
import type { PhaseName, Progress } from '../nodes/esp8266-flash/job/progress';
import type { ChipState } from '../nodes/esp8266-flash/job/worker-messages';
import { EventLog } from './event-log';
import { FlashingBench } from './flashing';

const LEFT: Record<PhaseName, ChipState> = {
  connect: 'untouched',
  identify: 'untouched',
  fetch: 'untouched',
  erase: 'incomplete',
  write: 'incomplete',
  verify: 'incomplete',
  boot: 'no-program',
  upload: 'no-program',
  start: 'program',
  'first-reading': 'program',
};

describe('a job that is cancelled', { concurrency: 3 }, () => {
  for (const [phase, state] of Object.entries(LEFT)) {
    test(`while it is in ${phase} ends there, says what the chip holds, and frees the port`, async (t) => {
      const bench = await FlashingBench.set(t);
      const cancellation = new AbortController();
      const cancelIn = (entered: PhaseName) => entered === phase && cancellation.abort();
      const end = await bench.run(
        { erase: true },
        {
          reporter: { progress: (progress) => cancelIn(progress.phase), log: () => {} },
          signal: cancellation.signal,
          firstReading: new Promise(() => {}),
        },
      );
      assert.ok('failure' in end);
      const { code, phase: last, state: left } = end.failure;
      assert.deepEqual([code, last, left], ['cancelled', phase, state]);
      assert.equal((await bench.does({ request: 'identify' })).chip.flashBytes, 4_194_304);
    });
  }
});

for (const phase of ['identify', 'fetch'] as const) {
  test(`a chip that is left untouched in ${phase} runs on`, async (t) => {
    const bench = await FlashingBench.set(t);
    bench.installEspruino();
    const cancellation = new AbortController();
    const boots = new EventLog();
    const progress = (now: Progress) => {
      if (now.phase !== phase) return;
      bench.chip.onData(() => boots.add('boot')); // in its loader it says nothing unless asked
      cancellation.abort();
    };
    await bench.run({ erase: true }, { reporter: { progress, log: () => {} }, signal: cancellation.signal });
    await boots.next('boot');
    assert.equal(bench.chip.state, 'running');
  });
}

test('ten jobs in a row leave no process, no handle and no file', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const resources = () => process.getActiveResourcesInfo().filter((name) => !/Timeout|TTY/.test(name)).length;
  const before = resources();
  for (let count = 0; count < 10; count++) {
    const events = { progress() {}, log() {}, console() {}, started: () => job.finish() };
    const job: JobProcess = new JobProcess(bench.request({ request: 'program' }), events);
    assert.ok('outcome' in (await job.ended));
  }
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  assert.ok(resources() <= before, process.getActiveResourcesInfo().join());
  assert.deepEqual(await readdir(bench.folder), []);
});
