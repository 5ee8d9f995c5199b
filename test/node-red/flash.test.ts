import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort } from './free-port';
import { flasher, LiveFlow, receiver } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

/** What a job that went well sends. */
interface Result {
  ok: boolean;
  device: string;
  espruino: { version: string };
  phaseMs: Record<string, number>;
  firstReading: { payload: number };
  log: string[];
}

test('a press on a blank simulated board ends with its counter in the flow', async () => {
  const port = await freePort();
  await flow.deploy([receiver({ port }), flasher({ port: 'simulated', serverPort: port, interval: '50' })]);
  await flow.event('listening');
  await flow.inject('flasher', {});
  const { payload, topic } = await flow.results.next();
  const { ok, device, espruino, phaseMs, firstReading } = payload as Result;
  assert.deepEqual([topic, ok, espruino.version, typeof firstReading.payload], ['install', true, '2v29', 'number']);
  assert.deepEqual(Object.keys(phaseMs), [
    'connect',
    'identify',
    'fetch',
    'write',
    'verify',
    'boot',
    'upload',
    'start',
    'first-reading',
  ]);
  assert.deepEqual(await flow.readings.payloads(3), [0, 1, 2]);
  assert.equal(flow.readings.seen[0]?.device?.id, device);
});
