import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from '../nodes/esp8266-tcp-in/node-settings';
import { ReceivingNode } from '../nodes/esp8266-tcp-in/receiving-node';
import { EventLog } from './event-log';
import { KeptValues } from './kept-values';
import { report, send } from './node-red/client';
import { freePort } from './node-red/free-port';

test('a reading that the flow cannot take costs no other of its report', async (t) => {
  const log = new EventLog();
  const port = await freePort();
  const node = new ReceivingNode(parseSettings({ port }, undefined), {
    store: new KeptValues(),
    sendReading: ({ payload }) => {
      if (payload === 2) throw new RangeError('Maximum call stack size exceeded');
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
  node.start();
  await log.next('listening');
  assert.equal(await send(t, port, report({ id: 'a', seq: 0, readings: [1, 2, 3] })), '{"ack":2}\r\n');
  assert.deepEqual(log.names, ['listening', 'online', 'reading 1', 'refused', 'reading 3']);
});
