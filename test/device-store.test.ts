import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeviceStore } from '../nodes/esp8266-tcp-in/device-store';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import { KeptValues } from './kept-values';

const PEER = { ip: '192.168.4.1', port: 4097 };
const SETTINGS = { counterMode: 'auto', offlineAfterMs: 5000, maxDevices: 2 } as const;

/** A store that logs its failures, and a tracker that heard the devices named, each at the second of its place. */
function heard(values: KeptValues, ...ids: string[]) {
  const clock = { now: 0 };
  const now = () => clock.now;
  const failures: string[] = [];
  const store = new DeviceStore(values, ({ message }) => failures.push(message), { unixTime: now, now });
  const tracker = new DeviceTracker(SETTINGS, (id) => store.forget(id));
  for (const id of ids) {
    clock.now += 1000;
    const report = { id, boot: 7, seq: 0, age: 0, every: 0, readings: [1], lost: 0 };
    tracker.heardReport(report, [1], PEER, clock.now);
    tracker.heardReport({ ...report, seq: 3 }, [1], PEER, clock.now);
    const device = tracker.reportingDevice(id);
    if (device !== undefined) store.mark(device);
    store.write();
  }
  return { store, tracker, failures, clock };
}

test('of a device its power-up, its highest number and its gaps are kept', async () => {
  const { store } = heard(new KeptValues(), 'a');
  const boots = [{ boot: 7, last: 3, lost: 0, missing: [[1, 2]], unconfirmed: [] }];
  assert.deepEqual(await store.load(), [{ id: 'a', heardAt: 1000, boots }]);
});

test('each device has a key that Node-RED takes, whatever its id', async () => {
  const values = new KeptValues();
  heard(values, 'a.b-c_d');
  assert.deepEqual([...values.texts.keys()], ['device_a_2eb_2dc_5fd']);
});

test('a device that is forgotten is kept no longer', async () => {
  const values = new KeptValues();
  const { store } = heard(values, 'a', 'b', 'c');
  assert.deepEqual(
    (await store.load()).map(({ id }) => id),
    ['b', 'c'],
  );
  const { store: next, tracker } = heard(values);
  tracker.restore(await next.load());
  tracker.reset();
  next.write();
  assert.equal(values.texts.size, 0);
});

test('of more devices than are remembered the one heard last stays', async () => {
  const values = new KeptValues();
  heard(values, 'a', 'b');
  const { store, tracker } = heard(values);
  const boots = [{ boot: 1, last: 1, lost: 0, missing: [], unconfirmed: [] }];
  tracker.restore([...(await store.load()), { id: 'c', heardAt: 9000, boots }]);
  assert.deepEqual(
    ['a', 'b', 'c'].map((id) => tracker.reportingDevice(id)?.id),
    [undefined, 'b', 'c'],
  );
});

const NOT_OURS: [string, unknown][] = [
  ['other text', 'lamp'],
  ['null', null],
  ['an object', { id: 'a', heardAt: 1, boots: [] }],
  ['an object of others', '{"id":"a"}'],
  ['a device with wrong boots', '{"id":"a","heardAt":1,"boots":[{"boot":"seven"}]}'],
  ['a device with wrong settings', '{"id":"a","heardAt":1,"boots":[],"wish":{"interval":"fast"}}'],
  [
    'a range without end',
    '{"id":"a","heardAt":1,"boots":[{"boot":1,"last":1,"lost":0,"missing":[],"unconfirmed":[[0,1e15]]}]}',
  ],
];

for (const [what, value] of NOT_OURS) {
  test(`${what} where a device should be is nothing`, async () => {
    const values = new KeptValues();
    values.texts.set('device_a', JSON.stringify(value));
    values.texts.set('counter', '7');
    assert.deepEqual(await heard(values).store.load(), []);
  });
}

test('a failure is told once, and what was not written is written when it can be', async () => {
  const values = new KeptValues();
  values.failure = new Error('disk full');
  const { store, failures } = heard(values, 'a', 'b');
  assert.deepEqual(failures, ['the context store failed: disk full; it is tried again']);
  await assert.rejects(store.load(), { code: 'cannot-store' });
  values.failure = undefined;
  store.write();
  assert.equal((await store.load()).length, 2);
});

test('a store that never answers is taken for one that failed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const values = new KeptValues();
  values.isSlow = true;
  const { store, failures } = heard(values, 'a');
  const written = new Promise((resolve) => store.afterWrite(resolve));
  t.mock.timers.tick(5000);
  assert.deepEqual(failures, ['the context store failed: no answer within 5000 ms; it is tried again']);
  values.isSlow = false;
  t.mock.timers.tick(200);
  assert.equal(await written, undefined);
  assert.equal(values.texts.size, 1);
});

test('while a write is under way the next ones gather', async () => {
  const values = new KeptValues();
  values.isSlow = true;
  const { store, tracker } = heard(values, 'a');
  const device = tracker.reportingDevice('a');
  const written: Promise<unknown>[] = [];
  for (let time = 0; time < 10; time++) {
    if (device !== undefined) store.mark(device);
    written.push(new Promise((resolve) => store.afterWrite(resolve)));
  }
  values.isSlow = false;
  values.release();
  await Promise.all(written);
  assert.equal(values.writes, 2);
});

const GROUPS: [writeMs: number, groupMs: number][] = [
  [1, 200],
  [40, 360],
  [400, 1000],
];

for (const [writeMs, groupMs] of GROUPS) {
  test(`after a write of ${writeMs} ms what is confirmed gathers for ${groupMs} ms`, (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const values = new KeptValues();
    values.isSlow = true;
    const { store, clock } = heard(values, 'a');
    clock.now += writeMs;
    values.isSlow = false;
    values.release();
    store.forget('a');
    store.afterWrite(() => {});
    t.mock.timers.tick(groupMs - 1);
    assert.equal(values.writes, 1);
    t.mock.timers.tick(1);
    assert.equal(values.writes, 2);
  });
}

test('at the end nothing is waited for', async () => {
  const values = new KeptValues();
  values.isSlow = true;
  const { store, clock } = heard(values, 'a');
  clock.now += 400;
  values.isSlow = false;
  values.release();
  store.forget('a');
  const closed = store.close();
  assert.equal(values.writes, 2);
  await closed;
});

test('in memory a device is written when the node closes, and forgotten at once', async () => {
  const values = new KeptValues();
  values.isLasting = false;
  const { store } = heard(values, 'a', 'b');
  await new Promise<unknown>((resolve) => store.afterWrite(resolve));
  assert.equal(values.writes, 0);
  await store.close();
  assert.deepEqual([...values.texts.keys()], ['device_a', 'device_b']);
  store.forget('a');
  await nextTurn();
  assert.deepEqual([...values.texts.keys()], ['device_b']);
});
