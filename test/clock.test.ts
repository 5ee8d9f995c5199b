import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseSettings } from '../nodes/esp8266-tcp-in/node-settings';
import { ReceivingNode } from '../nodes/esp8266-tcp-in/receiving-node';
import { EventLog } from './event-log';
import { KeptValues } from './kept-values';
import { closed, connect, send } from './node-red/client';
import { freePort } from './node-red/free-port';

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR_MS = 3_600_000;

/** A node whose wall clock stands at noon; its log has topics of events, `reading`, and colours of statuses. */
async function receive(t: TestContext, properties: object = {}) {
  t.mock.timers.enable({ apis: ['Date'], now: NOON });
  const log = new EventLog();
  const port = await freePort();
  const node = new ReceivingNode(parseSettings({ port, ...properties }, undefined), {
    store: new KeptValues(),
    sendReading: (message) => log.add('reading', message),
    sendEvent: (message) => log.add(message.topic, message),
    showStatus: ({ fill }) => log.add(fill, fill),
    reportError: () => {},
    ready: () => {},
    nodeListeningOn: () => undefined,
    announce: () => {},
  });
  t.after(() => node.close());
  node.start();
  await log.next('listening');
  return { log, port, setClock: (ms: number) => t.mock.timers.setTime(ms) };
}

test('a reading has the time of the wall clock, also after that was set', async (t) => {
  const { log, port, setClock } = await receive(t);
  setClock(NOON - HOUR_MS);
  await send(t, port, '42\r\n');
  const { timestamp } = (await log.next('reading')) as { timestamp: number };
  assert.ok(Math.abs(timestamp - (NOON - HOUR_MS)) < 1000, String(timestamp));
});

test('a clock that goes back by an hour keeps no silent device online, and no status from showing it', async (t) => {
  const { log, port, setClock } = await receive(t, { offlineAfter: 0.1 });
  await send(t, port, '42\r\n');
  setClock(NOON - HOUR_MS);
  await log.next('offline');
  await log.next('yellow');
});

test('a clock that goes on by an hour makes no device offline', async (t) => {
  const { log, port, setClock } = await receive(t);
  await send(t, port, '42\r\n');
  setClock(NOON + HOUR_MS);
  await log.next('green'); // what a sweep finds is told before the status is shown
  assert.ok(!log.names.includes('offline'), log.names.join());
});

test('a clock that goes back by an hour spares no silent connection', async (t) => {
  const { port, setClock } = await receive(t, { idleTimeout: 0.2 });
  const silent = await connect(t, port);
  setClock(NOON - HOUR_MS);
  await closed(silent);
});
