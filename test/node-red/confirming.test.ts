import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerLine, connect, report, send } from './client';
import { freePort } from './free-port';
import { confirmer, LiveFlow, type Properties, receiver } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

/** A receiving node that answers what `between`, of which the first gets its readings, leads to the confirming node. */
async function receiveConfirmed(between: Properties[], properties: Properties = {}): Promise<number> {
  const port = await freePort();
  const first = String(between[0]?.id ?? 'confirmer');
  const settings = { port, answerWhen: 'confirmed', wires: [['readings', first], ['events']], ...properties };
  await flow.deploy([receiver(settings), ...between.map((node) => ({ z: 'flow', ...node })), confirmer()]);
  await flow.event('listening');
  return port;
}

/** Nodes with `nodes` between them and the confirming node; each passes on to that unless it says otherwise. */
function leading(...nodes: Properties[]): Properties[] {
  return nodes.map((node) => ({ wires: [['confirmer']], ...node }));
}

const BACKWARDS = 'context.held = [msg, ...(context.held ?? [])]; if (msg.seq === 7) return [context.held];';
const JOIN = { mode: 'custom', build: 'array', property: '', propertyType: 'full', count: '3' };
const LIST = { id: 'list', type: 'function', func: 'return { confirms: msg.payload };' };

const WAYS: [string, Properties[]][] = [
  ['straight', []],
  ['delayed', leading({ id: 'delay', type: 'delay', pauseType: 'delay', timeout: '50', timeoutUnits: 'milliseconds' })],
  ['in another order', leading({ id: 'f', type: 'function', func: BACKWARDS })],
  ['changed and copied', leading({ id: 'f', type: 'function', func: 'msg.payload = {}; return [[msg, { ...msg }]];' })],
  ['joined in one', leading({ id: 'join', type: 'join', ...JOIN, wires: [['list']] }, LIST)],
  [
    'over a complete node',
    leading(
      { id: 'store', type: 'function', func: 'return msg;', wires: [[]] },
      { id: 'stored', type: 'complete', scope: ['store'] },
    ),
  ],
];

for (const [title, between] of WAYS) {
  test(`readings that come ${title} to the confirming node are confirmed`, async (t) => {
    const socket = await connect(t, await receiveConfirmed(between));
    socket.write(report({ id: 'lamp', seq: 5, readings: [5, 6, 7] }));
    assert.equal(await answerLine(socket), '{"ack":7}');
    assert.deepEqual(flow.caught.seen, []);
  });
}

test('what the flow keeps to itself is not answered, told, and comes again', async (t) => {
  const func = 'if (msg.payload !== 6 || msg.again) return msg;';
  const port = await receiveConfirmed(leading({ id: 'f', type: 'function', func }), { confirmTimeout: '0.2' });
  const first = await connect(t, port);
  first.write(report({ id: 'lamp', seq: 5, readings: [5, 6, 7] }));
  assert.deepEqual((await flow.event('unconfirmed')).payload, { count: 1, from: 6, to: 6 });
  const second = await connect(t, port);
  second.write(report({ id: 'lamp', seq: 5, readings: [5, 6, 7] }));
  assert.equal(await answerLine(second), '{"ack":7}');
  await flow.readings.payloads(4); // printed, so it may come after the answer
  assert.deepEqual(
    flow.readings.seen.map(({ payload, again }) => (again ? `${payload} again` : payload)),
    [5, 6, 7, '6 again'],
  );
});

test('a reading that became one that cannot be copied keeps no other from its answer', async (t) => {
  const func =
    "if (msg.seq === 6) Object.defineProperty(msg, 'x', { enumerable: true, get() { throw new Error('x'); } }); return msg;";
  const watch = { id: 'all-confirmed', type: 'complete', scope: ['confirmer'], wires: [[]] };
  const socket = await connect(t, await receiveConfirmed([...leading({ id: 'f', type: 'function', func }), watch]));
  socket.write(report({ id: 'lamp', seq: 5, readings: [5, 6, 7] }));
  assert.equal(await answerLine(socket), '{"ack":7}');
  assert.match((await flow.caught.next()).error?.message ?? '', /x/);
});

test('what an HTTP request could not bring anywhere is not confirmed, and an error', async (t) => {
  const request = { id: 'post', type: 'http request', method: 'POST', url: 'http://127.0.0.1:1/', ret: 'txt' };
  const port = await receiveConfirmed(leading(request), { confirmTimeout: '0.2' });
  const socket = await connect(t, port);
  socket.write(report({ id: 'lamp', seq: 5, readings: [5] }));
  assert.deepEqual((await flow.event('unconfirmed')).payload, { count: 1, from: 5, to: 5 });
  assert.ok(flow.caught.seen.some(({ error }) => error?.code === 'failed-request'));
});

test('a plain line goes through, and nothing is told of it', async (t) => {
  await send(t, await receiveConfirmed([]), '42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
  assert.deepEqual(flow.caught.seen, []);
});

test('settings reach the chip with its next answer, and it is told when it has them', async (t) => {
  const socket = await connect(t, await receiveConfirmed([]));
  await flow.inject('confirmer', { topic: 'lamp', payload: { interval: 500 } });
  socket.write(report({ id: 'lamp', seq: 0, readings: [0] }));
  assert.equal(await answerLine(socket), '{"ack":0,"set":{"interval":500}}');
  socket.write(report({ id: 'lamp', seq: 1, every: 500, readings: [1, 2] }));
  assert.equal(await answerLine(socket), '{"ack":2}');
  assert.deepEqual((await flow.event('settings-taken')).payload, { interval: 500 });
});

test('settings that cannot be are an error with a code', async () => {
  await receiveConfirmed([]);
  await flow.inject('confirmer', { topic: 'lamp', payload: { interval: 0 } });
  assert.equal((await flow.caught.next()).error?.code, 'bad-settings');
});

test('what no receiving node has heard is counted', async () => {
  await receiveConfirmed([]);
  for (const seq of [1, 2]) await flow.inject('confirmer', { device: { id: 'ghost', boot: 1 }, seq });
  assert.equal((await flow.status('2 unknown')).fill, 'yellow');
  assert.deepEqual(flow.caught.seen, []);
});
