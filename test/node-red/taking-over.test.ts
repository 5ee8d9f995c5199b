import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { answerLine, connect, report } from './client';
import { freePort } from './free-port';
import { confirmer, LiveFlow, receiver } from './live-flow';

/** Longer than a deploy takes, and than what it replaces needs to go. */
const UNDER_WAY_MS = 400;

// Without a setting for it Node-RED forgets the context of a node that it replaces.
const KEEPING = { contextStorage: { default: { module: 'memory' } } };

test('what is under way when the receiving node is replaced is confirmed to the next one', async (t) => {
  const flow = await LiveFlow.start({}, KEEPING);
  t.after(() => flow.stop());
  const settings = { port: await freePort(), answerWhen: 'confirmed', wires: [['readings', 'delay'], ['events']] };
  const time = { pauseType: 'delay', timeout: String(UNDER_WAY_MS), timeoutUnits: 'milliseconds' };
  const others = [{ id: 'delay', type: 'delay', z: 'flow', ...time, wires: [['confirmer']] }, confirmer()];
  await flow.deploy([receiver(settings), ...others]);
  await flow.event('listening');
  (await connect(t, settings.port)).write(report({ id: 'lamp', seq: 5, readings: [5, 6] }));
  await flow.readings.payloads(2);
  await flow.deploy([receiver({ ...settings, name: 'the next one' }), ...others], 'nodes');
  await pause(UNDER_WAY_MS);
  const socket = await connect(t, settings.port);
  socket.write(report({ id: 'lamp', seq: 5, readings: [5, 6] }));
  assert.equal(await answerLine(socket), '{"ack":6}');
  assert.equal(flow.readings.seen.length, 2);
});
