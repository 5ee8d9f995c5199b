import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from '../simulator/fleet/tally';

const QUIET = () => {};

test('when all goes well the summary tells packets and answers', () => {
  const tally = new Tally('127.0.0.1:3000', QUIET);
  tally.sent(Buffer.from('{"id":"chip","seq":0}\r\n'));
  tally.received(Buffer.from('{"ack":0}\r\n'));
  assert.equal(tally.summary(), '1 packet sent, 1 acked');
});

test('the summary tells each thing that went wrong, in the right number', () => {
  const tally = new Tally('127.0.0.1:3000', QUIET);
  tally.received(Buffer.from('{"error":"too-long"}\r\n'));
  tally.refused();
  Object.assign(tally, { faults: 2, hostileConnections: 1 });
  assert.equal(
    tally.summary(),
    '0 packets sent, 0 acked, 1 answered with an error, 1 connection refused, 2 faults caused, 1 hostile connection',
  );
});

test('a server that is not there is told once', () => {
  const said: string[] = [];
  const tally = new Tally('127.0.0.1:3000', (line) => said.push(line));
  tally.refused();
  tally.refused();
  assert.deepEqual(said, ['127.0.0.1:3000 refuses connections: nothing listens there. The devices keep trying.']);
});
