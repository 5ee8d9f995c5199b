import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import type { Heard } from '../nodes/esp8266-tcp-in/heard';
import type { Report } from '../protocol/report';

const PEER = { ip: '192.168.4.1', port: 4097 };
const SETTINGS = { counterMode: 'auto', offlineAfterMs: 5000, maxDevices: 3 } as const;

/** A report of device `a` with one reading, received at second `at`. */
function report(tracker: DeviceTracker, at: number, change: Partial<Report>): Heard {
  const whole = { id: 'a', boot: 7, seq: 0, age: 0, every: 0, readings: [21.5], lost: 0, ...change };
  return tracker.heardReport(whole, whole.readings, PEER, at * 1000);
}

function names(heard: Heard): string[] {
  return heard.events.map(({ event }) => event);
}

test('the first report brings the device online', () => {
  const heard = report(new DeviceTracker(SETTINGS), 0, { seq: 40 });
  assert.deepEqual(names(heard), ['online']);
  assert.deepEqual(heard.readings, [{ payload: 21.5, seq: 40, missed: 0, isLate: false, isAgain: false, takenAt: 0 }]);
});

test('readings were taken at receipt minus age, every so much apart', () => {
  const heard = report(new DeviceTracker(SETTINGS), 10, { age: 2010, every: 1000, readings: [1, 2, 3] });
  assert.deepEqual(
    heard.readings.map(({ takenAt }) => takenAt),
    [7990, 8990, 9990],
  );
});

test('a gap is told with its numbers, and the reading after it knows it', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { seq: 1 });
  const heard = report(tracker, 3, { seq: 5, lost: 2 });
  assert.deepEqual(heard.events, [{ event: 'gap', missed: 3, from: 2, to: 4, lost: 2 }]);
  assert.equal(heard.readings[0]?.missed, 3);
  assert.equal(tracker.lastLossAt, 3000);
});

test('a repeated report is told once and not passed on', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { seq: 1, readings: [1, 2] });
  const heard = report(tracker, 5, { seq: 1, readings: [1, 2, 3] });
  assert.deepEqual(heard.events, [{ event: 'duplicate', count: 2, from: 1, to: 2 }]);
  assert.deepEqual(
    heard.readings.map(({ seq }) => seq),
    [3],
  );
});

test('a reading that fills a gap is passed on as late, and is missed no more', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { seq: 1 });
  report(tracker, 1, { seq: 4 });
  const heard = report(tracker, 2, { seq: 2 });
  assert.deepEqual(heard.events, [{ event: 'late', count: 1, from: 2, to: 2 }]);
  assert.equal(heard.readings[0]?.isLate, true);
  assert.equal(heard.device.counts.missed, 1);
});

test('a new boot is a restart, and of its numbers none is missed from 0 on', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { boot: 7, seq: 99 });
  const heard = report(tracker, 9, { boot: 8, seq: 0 });
  assert.deepEqual(heard.events, [{ event: 'restart', boot: 8, previousBoot: 7, last: 99, unknown: true }]);
});

test('a new boot whose first numbers do not come has a gap', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { boot: 7, seq: 99 });
  const heard = report(tracker, 9, { boot: 8, seq: 5, lost: 5 });
  assert.deepEqual(heard.events[1], { event: 'gap', missed: 5, from: 0, to: 4, lost: 5 });
});

test('a lower boot is a restart that claims no loss', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { boot: 7, seq: 99 });
  const heard = report(tracker, 9, { boot: 3, seq: 50 });
  assert.deepEqual(heard.events, [{ event: 'restart', boot: 3, previousBoot: 7, last: 99 }]);
});

test('two chips with one id miss nothing and double nothing', () => {
  const tracker = new DeviceTracker(SETTINGS);
  const sent = [
    [1, 0],
    [2, 0],
    [1, 1],
    [2, 1],
    [1, 1],
    [2, 1],
    [1, 2],
  ] as const;
  const heard = sent.map(([boot, seq], at) => report(tracker, at, { boot, seq }));
  assert.deepEqual(
    heard.map(({ readings }) => readings.length),
    [1, 1, 1, 1, 0, 0, 1],
  );
  assert.equal(tracker.list()[0]?.counts.missed, 0);
});

test('a device that dropped all it took before the first contact is known to have lost it', () => {
  const heard = report(new DeviceTracker(SETTINGS), 0, { seq: 20, lost: 20 });
  assert.deepEqual(heard.events[1], { event: 'gap', missed: 20, from: 0, to: 19, lost: 20 });
});

test('a plain frame always comes back, and as a counter while it is one', () => {
  const tracker = new DeviceTracker(SETTINGS);
  const heard = [7, 8, 9, 10, 12, 12].map((payload, at) => tracker.heardPlain(payload, PEER, at * 1000));
  assert.deepEqual(
    heard.map(({ readings }) => readings[0]?.payload),
    [7, 8, 9, 10, 12, 12],
  );
  assert.deepEqual(
    heard.map(({ readings }) => readings[0]?.seq),
    [undefined, undefined, undefined, 10, 12, 12],
  );
  assert.deepEqual(
    heard.slice(4).flatMap(({ events }) => events),
    [
      { event: 'gap', missed: 1, from: 11, to: 11 },
      { event: 'duplicate', count: 1, from: 12, to: 12 },
    ],
  );
});

test('a plain device and a report with its address as id are two devices', () => {
  const tracker = new DeviceTracker(SETTINGS);
  tracker.heardPlain(1, PEER, 0);
  report(tracker, 0, { id: PEER.ip });
  assert.equal(tracker.deviceCount, 2);
});

test('a silent device goes offline once, and comes back online', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, { seq: 0 });
  assert.deepEqual(tracker.sweep(5000), []);
  assert.deepEqual(
    tracker.sweep(5001).map(({ event }) => event),
    [{ event: 'offline', silentMs: 5001 }],
  );
  assert.deepEqual(tracker.sweep(9000), []);
  assert.deepEqual(names(report(tracker, 20, { seq: 1 })), ['online']);
});

test('a device that reads once a minute is offline only after three minutes', () => {
  const tracker = new DeviceTracker(SETTINGS);
  for (const seq of [0, 1, 2]) report(tracker, seq * 60, { seq });
  assert.deepEqual(tracker.sweep(120_000 + 180_000), []);
  assert.equal(tracker.sweep(120_000 + 180_001).length, 1);
});

test('one outage does not change what is known of the interval', () => {
  const tracker = new DeviceTracker(SETTINGS);
  for (const [at, seq] of [
    [0, 0],
    [1, 1],
    [2, 2],
    [62, 3],
  ] as const)
    report(tracker, at, { seq });
  assert.equal(tracker.list()[0]?.intervalMs, 1000);
});

test('beyond the limit the device silent for longest is forgotten', () => {
  const tracker = new DeviceTracker(SETTINGS);
  for (const [at, id] of ['a', 'b', 'c', 'a', 'd'].entries()) report(tracker, at, { id, seq: at });
  assert.deepEqual(
    tracker.list().map(({ id }) => id),
    ['c', 'a', 'd'],
  );
  assert.equal(tracker.onlineCount, 3);
});

test('the rate is of the last ten seconds', () => {
  const tracker = new DeviceTracker(SETTINGS);
  for (let seq = 0; seq < 60; seq++) report(tracker, seq / 2, { seq });
  assert.equal(tracker.readingsPerSecond(29_900), 2);
  assert.equal(tracker.readingsPerSecond(60_000), 0);
});

test('reset forgets every device', () => {
  const tracker = new DeviceTracker(SETTINGS);
  report(tracker, 0, {});
  tracker.reset();
  assert.equal(tracker.deviceCount, 0);
  assert.equal(tracker.onlineCount, 0);
});
