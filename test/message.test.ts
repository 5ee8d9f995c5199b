import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import { statistics } from '../nodes/esp8266-tcp-in/message';

const PEER = { ip: '10.0.0.1', port: 4097 };

/** A tracker that heard device `a` at 0 s and at 2 s, with two readings missing between. */
function tracker(): DeviceTracker {
  const whole = new DeviceTracker({ counterMode: 'auto', offlineAfterMs: 5000, maxDevices: 10 });
  const fields = { id: 'a', boot: 7, age: 0, every: 0, lost: 0, readings: [21.5] };
  whole.heardReport({ ...fields, seq: 0 }, [21.5], PEER, 0);
  whole.heardReport({ ...fields, seq: 3 }, [21.5], PEER, 1500);
  return whole;
}

test('the statistics have the totals, and a row for each device', () => {
  const { list, ...totals } = statistics(tracker(), 2000) as { list: object[] };
  const counts = { readings: 2, missed: 2, late: 0, duplicates: 0, restarts: 0 };
  assert.deepEqual(totals, { devices: 1, online: 1, readingsPerSecond: 1, ...counts });
  const known = { id: 'a', boot: 7, ip: '10.0.0.1', port: 4097, online: true, payload: 21.5 };
  assert.deepEqual(list, [{ ...known, lastHeardMs: 500, intervalMs: 500, readingsPerSecond: 2, ...counts }]);
});

test('a silent device has no rate', () => {
  const silent = tracker();
  silent.sweep(60_000);
  const { list } = statistics(silent, 60_000) as { list: { online: boolean; readingsPerSecond: number }[] };
  assert.deepEqual(
    list.map(({ online, readingsPerSecond }) => [online, readingsPerSecond]),
    [[false, 0]],
  );
});
