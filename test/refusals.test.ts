import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Refusal, Refusals } from '../nodes/esp8266-tcp-in/refusals';
import { ProtocolError } from '../protocol/protocol-error';

const TOO_LONG = new ProtocolError('too-long', 'expected at most 512 bytes');
const PEER = { ip: '192.168.4.1', port: 4097 };

function refusals() {
  const told: Refusal[] = [];
  return { told, refusals: new Refusals((refusal) => told.push({ ...refusal })) };
}

test('the first of a kind is told at once, the rest together', () => {
  const { told, refusals: log } = refusals();
  for (let time = 0; time < 5; time++) log.add(TOO_LONG, PEER);
  assert.deepEqual(
    told.map(({ count }) => count),
    [1],
  );
  log.flush();
  assert.deepEqual(
    told.map(({ count }) => count),
    [1, 4],
  );
});

test('a single refusal is told once', () => {
  const { told, refusals: log } = refusals();
  log.add(TOO_LONG, PEER);
  log.flush();
  log.flush();
  assert.equal(told.length, 1);
});

test('addresses and reasons are told apart', () => {
  const { told, refusals: log } = refusals();
  log.add(TOO_LONG, PEER);
  log.add(TOO_LONG, { ...PEER, ip: '192.168.4.2' });
  log.add(new ProtocolError('cut-off', 'half a line'), PEER);
  assert.equal(told.length, 3);
});

test('a flood from many addresses is told in a bounded number of events, and none is left out', () => {
  const { told, refusals: log } = refusals();
  for (let host = 0; host < 5000; host++) log.add(TOO_LONG, { ip: `10.0.${host >> 8}.${host & 255}`, port: 1 });
  log.flush();
  assert.equal(told.length, 1002);
  assert.equal(
    told.reduce((sum, { count }) => sum + count, 0),
    5000,
  );
  assert.deepEqual(log.totals, { 'too-long': 5000 });
});
