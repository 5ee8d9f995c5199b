import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, report, send } from './client';
import { LiveFlow } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

test('the status tells how many devices there are and how fast they send', async (t) => {
  const port = await flow.receive();
  assert.equal((await flow.status('listening')).text, `listening on ${port}`);
  await send(t, port, report({ id: 'lamp', seq: 0, readings: [0] }));
  await send(t, port, report({ id: 'oven', seq: 0, readings: [0, 1, 2] }));
  const { fill, shape, text } = await flow.status('2 devices');
  assert.match(text, /^2 devices · \d+\.\d\/s$/);
  assert.deepEqual([fill, shape], ['green', 'dot']);
});

test('the status is yellow after readings went missing', async (t) => {
  const port = await flow.receive();
  await send(t, port, report({ id: 'lamp', seq: 0, readings: [0] }));
  await send(t, port, report({ id: 'lamp', seq: 2, readings: [2] }));
  assert.equal((await flow.status('1 device')).fill, 'yellow');
});

test('a silent device is shown as offline', async (t) => {
  await send(t, await flow.receive({ offlineAfter: '0.1' }), '42\r\n');
  assert.equal((await flow.status('offline')).text, '1 device, offline');
});

test('however much is sent, the status comes at most once a second', async (t) => {
  const client = await connect(t, await flow.receive());
  const startedAt = Date.now();
  for (let number = 0; number < 2000; number++) client.write(`${number}\r\n`);
  await flow.readings.next(({ payload }) => payload === 1999);
  await flow.status('1 device');
  await flow.status('1 device');
  const seconds = (Date.now() - startedAt) / 1000;
  assert.ok(flow.statuses.seen.length <= seconds + 2, `${flow.statuses.seen.length} in ${seconds} s`);
});
