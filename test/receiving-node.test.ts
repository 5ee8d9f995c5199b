import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseSettings } from '../nodes/esp8266-tcp-in/node-settings';
import { ReceivingNode } from '../nodes/esp8266-tcp-in/receiving-node';
import { EventLog } from './event-log';
import { KeptValues } from './kept-values';
import { report, send } from './node-red/client';
import { freePort } from './node-red/free-port';

/** A receiving node on a port of its own over `store`, which logs what it sends. `take` is the flow. */
async function receive(t: TestContext, store = new KeptValues(), take = (_payload: unknown) => {}) {
  const log = new EventLog();
  const port = await freePort();
  const node = new ReceivingNode(parseSettings({ port }, undefined), {
    store,
    sendReading: ({ payload }) => {
      take(payload);
      log.add(`reading ${payload}`);
    },
    sendEvent: ({ topic }) => log.add(topic),
    showStatus: () => {},
    reportError: () => {},
    ready: () => {},
    nodeListeningOn: () => undefined,
    announce: () => {},
  });
  t.after(() => node.close());
  return { node, log, port };
}

test('a reading that the flow cannot take costs no other of its report', async (t) => {
  const { node, log, port } = await receive(t, new KeptValues(), (payload) => {
    if (payload === 2) throw new RangeError('Maximum call stack size exceeded');
  });
  node.start();
  await log.next('listening');
  assert.equal(await send(t, port, report({ id: 'a', seq: 0, readings: [1, 2, 3] })), '{"ack":2}\r\n');
  assert.deepEqual(log.names, ['listening', 'online', 'reading 1', 'refused', 'reading 3']);
});

test('what is to be forgotten while the node still learns it is forgotten', async (t) => {
  const store = new KeptValues();
  const boots = [{ boot: 7, last: 5, lost: 0, missing: [], unconfirmed: [] }];
  store.texts.set('device_a', JSON.stringify(JSON.stringify({ id: 'a', heardAt: 1, boots })));
  const { node, log, port } = await receive(t, store);
  node.start();
  node.reset();
  await log.next('listening');
  await send(t, port, report({ id: 'a', boot: 7, seq: 5, readings: [5] }));
  assert.deepEqual(log.names, ['listening', 'online', 'reading 5']);
});
