import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../nodes/esp8266-tcp-out/parse-message';

const DEVICE = { id: 'a', boot: 7, ip: '192.168.4.1', port: 4097 };
const READING = { id: 'a', boot: 7, seq: 120 };

const CASES: [string, object, object][] = [
  ['a reading is confirmed', { payload: 21.5, device: DEVICE, seq: 120 }, { readings: [READING], unnamed: 0 }],
  [
    'a reading is confirmed, whatever became of its payload',
    { payload: { interval: 500 }, device: DEVICE, seq: 120 },
    { readings: [READING], unnamed: 0 },
  ],
  [
    'all in a list are confirmed, and not the message itself',
    { confirms: [{ device: DEVICE, seq: 121 }, 7], device: DEVICE, seq: 120 },
    { readings: [{ ...READING, seq: 121 }], unnamed: 1 },
  ],
  ['a plain reading has nothing to confirm', { payload: 5, device: { id: '10.0.0.1' } }, { readings: [], unnamed: 0 }],
  ['a message of others is unnamed', { payload: 5, topic: 'a' }, { readings: [], unnamed: 1 }],
  ['a number that is none is unnamed', { device: DEVICE, seq: '120' }, { readings: [], unnamed: 1 }],
  ['a part of a number is unnamed', { device: DEVICE, seq: 1.5 }, { readings: [], unnamed: 1 }],
  ['a number below 0 is unnamed', { device: { ...DEVICE, boot: -1 }, seq: 1 }, { readings: [], unnamed: 1 }],
  [
    'what a web server took is confirmed',
    { device: DEVICE, seq: 120, statusCode: 201 },
    { readings: [READING], unnamed: 0 },
  ],
];

for (const [title, message, expected] of CASES)
  test(title, () => assert.deepEqual(parseMessage(message), { kind: 'confirm', ...expected }));

const SET = { kind: 'set', id: 'a', settings: { interval: 500 } };

test('an interval is for the chip that the topic names', () =>
  assert.deepEqual(parseMessage({ payload: { interval: 500 }, topic: 'a' }), SET));
test('the device of the message comes before its topic', () =>
  assert.deepEqual(parseMessage({ payload: { interval: 500 }, device: { id: 'a' }, topic: 'b' }), SET));
test('with the action set a reading carries settings', () =>
  assert.deepEqual(parseMessage({ action: 'set', payload: { interval: 500 }, device: DEVICE, seq: 1 }), SET));

const BAD: [string, object, RegExp][] = [
  [
    'for nobody',
    { payload: { interval: 500 } },
    /need the id of a chip as msg.device.id, or as msg.topic; got nothing/,
  ],
  ['for what no chip can be', { payload: { interval: 500 }, topic: 'garden/lamp' }, /got 'garden\/lamp'/],
  ['too fast', { payload: { interval: 9 }, topic: 'a' }, /whole number of ms from 10 to 86400000, got 9/],
  ['too slow', { payload: { interval: 1e8 }, topic: 'a' }, /got 100000000/],
  ['of text', { payload: { interval: '500' }, topic: 'a' }, /got '500'/],
  ['of a number that JSON cannot carry', { payload: { interval: 500n }, topic: 'a' }, /got 500n/],
  ['unknown', { payload: { interval: 500, colour: 1 }, topic: 'a' }, /the only setting, got colour too/],
  ['absent', { action: 'set', topic: 'a' }, /got nothing/],
];

for (const [what, message, expected] of BAD)
  test(`settings ${what} are an error with a code`, () =>
    assert.throws(() => parseMessage(message), { code: 'bad-settings', message: expected }));

const FAILED = { code: 'failed-request' };

for (const statusCode of [500, 404, 'ECONNREFUSED'])
  test(`what an HTTP request passes on with the status ${statusCode} is not confirmed`, () => {
    assert.throws(() => parseMessage({ device: DEVICE, seq: 120, statusCode }), FAILED);
    assert.throws(() => parseMessage({ confirms: [{ device: DEVICE, seq: 120 }], statusCode }), FAILED);
  });

test('of a list what an HTTP request could not do stays unconfirmed', () => {
  const confirms = [
    { device: DEVICE, seq: 119, statusCode: 503 },
    { device: DEVICE, seq: 120 },
  ];
  const request = parseMessage({ confirms });
  assert.ok(request.kind === 'confirm');
  assert.deepEqual([request.readings, request.failure?.code], [[READING], 'failed-request']);
});
