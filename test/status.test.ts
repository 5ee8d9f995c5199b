import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import { ListenError } from '../nodes/esp8266-tcp-in/listen-error';
import { type Standing, statusOf } from '../nodes/esp8266-tcp-in/status';

const LISTENING: Standing = { port: 3000 };
const BUSY = new ListenError(3000, '', Object.assign(new Error('in use'), { code: 'EADDRINUSE' }));

/** A tracker that heard `numbers` from device `a`, one a second from second 0 on. */
function tracker(numbers: number[]): DeviceTracker {
  const whole = new DeviceTracker({ counterMode: 'auto', offlineAfterMs: 5000, maxDevices: 10 });
  const fields = { id: 'a', boot: 1, age: 0, every: 0, lost: 0, readings: [1] };
  for (const [at, seq] of numbers.entries()) {
    whole.heardReport({ ...fields, seq }, [1], { ip: '10.0.0.1', port: 1 }, at * 1000);
  }
  return whole;
}

function shown(standing: Standing, numbers: number[], at: number): string {
  const { fill, shape, key, values } = statusOf(standing, tracker(numbers), at);
  return `${fill} ${shape} ${key} ${Object.values(values).join(' ')}`.trim();
}

test('before the first chip it says on which port it listens', () => {
  assert.equal(shown(LISTENING, [], 0), 'green ring listening 3000');
});

test('with chips it says how many, and how many readings a second', () => {
  assert.equal(shown(LISTENING, [0, 1, 2, 3], 4000), 'green dot device 1 1.0');
});

test('it is yellow for a minute after a loss', () => {
  assert.match(shown(LISTENING, [0, 1, 5], 61_000), /^yellow dot/);
  assert.match(shown(LISTENING, [0, 1, 5], 62_000), /^green dot/);
});

test('it is red when the port is busy, and names the node of ours that has it', () => {
  assert.match(
    shown({ port: undefined, failure: { error: BUSY, holder: undefined } }, [], 0),
    /^red ring port-busy 3000/,
  );
  const byOurs = { port: undefined, failure: { error: BUSY, holder: 'hall' } };
  assert.match(shown(byOurs, [], 0), /^red ring port-used-by 3000 .*hall$/);
});

test('stopped is grey', () => assert.equal(shown({ port: undefined }, [0], 0), 'grey ring stopped'));

test('when all are silent it is yellow', () => {
  const whole = tracker([0]);
  whole.sweep(6000);
  assert.equal(statusOf(LISTENING, whole, 6000).key, 'offline');
});
