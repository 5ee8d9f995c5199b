import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerLine, connect, send } from './client';
import { LiveFlow, type Properties } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

interface Case {
  title: string;
  bytes: string | Buffer;
  reason: string;
  answer: string;
  properties?: Properties;
}

const CASES: Case[] = [
  {
    title: 'a frame of 513 bytes',
    bytes: `${'x'.repeat(513)}\r\n`,
    reason: 'too-long',
    answer: '{"error":"too-long"}\r\n',
  },
  {
    title: 'a report without a boot number',
    bytes: '{"id":"a","seq":1,"readings":[1]}\r\n',
    reason: 'bad-report',
    answer: '{"error":"bad-report"}\r\n',
  },
  {
    title: 'a report with a text where a number is wanted',
    bytes: '{"id":"a","boot":1,"seq":1,"age":0,"every":0,"readings":["warm"]}\r\n',
    reason: 'bad-reading',
    answer: '{"error":"bad-reading"}\r\n',
    properties: { payloadType: 'number' },
  },
  { title: 'invalid UTF-8', bytes: Buffer.from([0xff, 0xfe, 0x0a]), reason: 'bad-reading', answer: '' },
  {
    title: 'a text where a number is wanted',
    bytes: 'warm\r\n',
    reason: 'bad-reading',
    answer: '',
    properties: { payloadType: 'number' },
  },
];

for (const { title, bytes, reason, answer, properties } of CASES) {
  test(`${title} is refused as ${reason} and is no reading`, async (t) => {
    const port = await flow.receive(properties);
    assert.equal(await send(t, port, bytes), answer);
    const { payload, device } = await flow.event('refused');
    assert.deepEqual([(payload as Properties).reason, (payload as Properties).count], [reason, 1]);
    assert.equal(device?.ip, '127.0.0.1');
    await send(t, port, '42\r\n');
    assert.deepEqual(await flow.readings.payloads(1), [42]);
    assert.equal(flow.readings.seen.length, 1);
  });
}

test('a frame of 512 bytes arrives', async (t) => {
  await send(t, await flow.receive(), `${'x'.repeat(512)}\r\n`);
  assert.equal((await flow.readings.next()).payload, 'x'.repeat(512));
});

test('after a bad frame the connection goes on', async (t) => {
  const socket = await connect(t, await flow.receive({ payloadType: 'number' }));
  socket.write('warm\r\n42\r\n');
  assert.equal((await flow.readings.next()).payload, 42);
  socket.write('{"id":"a","boot":1,"seq":0,"age":0,"every":0,"readings":[43]}\r\n');
  assert.equal(await answerLine(socket), '{"ack":0}');
});

test('half a line before a reset is told as cut off, and is no reading', async (t) => {
  const socket = await connect(t, await flow.receive());
  socket.write('41\r\n4');
  await flow.readings.next();
  socket.resetAndDestroy();
  assert.equal(((await flow.event('refused')).payload as Properties).reason, 'cut-off');
  assert.equal(flow.readings.seen.length, 1);
});
