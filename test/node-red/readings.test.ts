import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { answerLine, connect, report, send } from './client';
import { LiveFlow } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

test('a plain line is a number with its device, time, address and port', async (t) => {
  const socket = await connect(t, await flow.receive());
  const sentAt = Date.now();
  socket.write('42\r\n');
  const { timestamp = 0, _msgid, ...message } = (await flow.readings.next()) as Record<string, unknown>;
  assert.ok(Math.abs(Number(timestamp) - sentAt) < 1000);
  const { localPort: port } = socket;
  const device = { id: '127.0.0.1', ip: '127.0.0.1', port };
  assert.deepEqual(message, { payload: 42, topic: '127.0.0.1', device, missed: 0, ip: '127.0.0.1', port });
});

test('a report is a message for each reading, each with the time when it was taken', async (t) => {
  const socket = await connect(t, await flow.receive());
  const sentAt = Date.now();
  socket.write('{"id":"esp8266-5ccf7f0a1b2c","boot":7,"seq":120,"age":2010,"every":1000,"readings":[120,121,122]}\r\n');
  assert.equal(await answerLine(socket), '{"ack":122}');
  assert.deepEqual(await flow.readings.payloads(3), [120, 121, 122]);
  for (const [index, message] of flow.readings.seen.entries()) {
    const { timestamp = 0, device, ...rest } = message;
    assert.ok(Math.abs(timestamp - (sentAt - 2010 + index * 1000)) < 1000);
    assert.deepEqual(device, { id: 'esp8266-5ccf7f0a1b2c', boot: 7, ip: '127.0.0.1', port: socket.localPort });
    assert.deepEqual([rest.topic, rest.seq, rest.missed], ['esp8266-5ccf7f0a1b2c', 120 + index, 0]);
  }
});

const BYTES = { type: 'Buffer', data: [52, 50] };
for (const [payloadType, line, expected] of [
  ['auto', '42', 42],
  ['auto', '-1.5e3', -1500],
  ['auto', '{"a":1}', { a: 1 }],
  ['auto', 'warm', 'warm'],
  ['auto', '0042 ', 42],
  ['number', ' 21.5', 21.5],
  ['text', '42', '42'],
  ['JSON', '[1,2]', [1, 2]],
  ['buffer', '42', BYTES],
] as const) {
  test(`with payload ${payloadType} the line ${JSON.stringify(line)} is ${JSON.stringify(expected)}`, async (t) => {
    const port = await flow.receive({ payloadType });
    await send(t, port, `${line}\r\n`);
    assert.deepEqual((await flow.readings.next()).payload, expected);
  });
}

test('a tail without a line end arrives whole, and says so', async (t) => {
  await send(t, await flow.receive(), '41\n42');
  const [first, last] = [await flow.readings.next(), await flow.readings.next()];
  assert.deepEqual([first.payload, first.complete], [41, undefined]);
  assert.deepEqual([last.payload, last.complete, last.ip], [42, false, '127.0.0.1']);
  assert.equal(typeof last.port, 'number');
});

test('with frame end connection all bytes of a connection are one reading', async (t) => {
  await send(t, await flow.receive({ frameEnd: 'connection', payloadType: 'text' }), 'one\r\ntwo\r\n');
  const { payload, complete } = await flow.readings.next();
  assert.deepEqual([payload, complete], ['one\r\ntwo\r\n', undefined]);
});

test('a line split into single bytes, also inside a character, arrives whole', async (t) => {
  const socket = await connect(t, await flow.receive());
  for (const byte of Buffer.from('größer 5 €\r\n')) await new Promise((done) => socket.write(Buffer.of(byte), done));
  assert.equal((await flow.readings.next()).payload, 'größer 5 €');
});

test('lines joined in one packet are one message each, in order', async (t) => {
  await send(t, await flow.receive(), '1\n2\r\n\r\n3\n');
  assert.deepEqual(await flow.readings.payloads(3), [1, 2, 3]);
});

test('the topic is what the node says, where it says something', async (t) => {
  await send(t, await flow.receive({ topic: 'cellar', topicType: 'str' }), '42\r\n');
  assert.equal((await flow.readings.next()).topic, 'cellar');
});

test('bytes of a chip without Unicode become the text that was meant', async (t) => {
  await send(t, await flow.receive(), report({ id: 'a', seq: 0, readings: ['caf\u00c3\u00a9'] }));
  assert.equal((await flow.readings.next()).payload, 'café');
});

test('a client on IPv6 shows its address', { skip: !hasIPv6() && 'no IPv6 here' }, async (t) => {
  const socket = await connect(t, await flow.receive(), { host: '::1' });
  socket.write('42\r\n');
  const { ip, device } = await flow.readings.next();
  assert.deepEqual([ip, device?.id], ['::1', '::1']);
});

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
}
