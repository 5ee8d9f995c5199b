import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sign, signingKey } from '../../protocol/signature';
import { send } from './client';
import { LiveFlow, type Properties, receiver } from './live-flow';

const credentials = { key: 'the key of this year', previousKey: 'the key of last year' };
const KEY = signingKey(credentials.key);
const PREVIOUS = signingKey(credentials.previousKey);

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start({ EMPTY_KEY: '' });
});
after(() => flow.stop());

function report(seq: number, boot = 7): string {
  return `{"id":"a","boot":${boot},"seq":${seq},"age":0,"every":0,"readings":[${seq}]}`;
}

test('chips with the key and chips with the previous one are heard, and their answers are signed', async (t) => {
  const port = await flow.receive({ credentials });
  assert.equal(
    await send(t, port, `${sign(report(0), PREVIOUS)}\r\n`),
    `${sign('{"ack":0,"id":"a","boot":7}', PREVIOUS)}\r\n`,
  );
  assert.equal(await send(t, port, `${sign(report(1), KEY)}\r\n`), `${sign('{"ack":1,"id":"a","boot":7}', KEY)}\r\n`);
  assert.deepEqual(await flow.readings.payloads(2), [0, 1]);
});

const REFUSED: [string, string, string][] = [
  ['a report without a signature', report(1), 'not-signed'],
  ['a plain line', '42', 'not-signed'],
  ['a report by another key', sign(report(1), signingKey('the key of somebody else')), 'not-signed'],
  ['a recorded report of an earlier boot', sign(report(9, 6), KEY), 'replayed'],
];
for (const [what, line, reason] of REFUSED) {
  test(`${what} is refused as ${reason}, counted, and is no reading`, async (t) => {
    const port = await flow.receive({ credentials, inputs: 1 });
    await send(t, port, `${sign(report(0), KEY)}\r\n`);
    assert.equal(await send(t, port, `${line}\r\n`), `{"error":"${reason}"}\r\n`);
    const { payload } = await flow.event('refused');
    assert.deepEqual([(payload as Properties).reason, (payload as Properties).count], [reason, 1]);
    assert.deepEqual(await flow.readings.payloads(1), [0]);
    assert.equal(flow.readings.seen.length, 1);
  });
}

test('an answer that is sent back to Node-RED is refused, and is no reading', async (t) => {
  const port = await flow.receive({ credentials });
  const answer = await send(t, port, `${sign(report(0), KEY)}\r\n`);
  assert.equal(await send(t, port, answer), '{"error":"not-signed"}\r\n');
  await send(t, port, `${sign(report(1), KEY)}\r\n`);
  assert.deepEqual(await flow.readings.payloads(2), [0, 1]);
});

test('a report that comes again is answered again, and goes no further', async (t) => {
  const port = await flow.receive({ credentials });
  const line = `${sign(report(0), KEY)}\r\n`;
  assert.equal(await send(t, port, line), await send(t, port, line));
  await send(t, port, `${sign(report(1), KEY)}\r\n`);
  assert.deepEqual(await flow.readings.payloads(2), [0, 1]);
});

for (const [what, properties, expected] of [
  [
    'is in an environment variable that is empty',
    { credentials: { key: '$' + '{EMPTY_KEY}' } },
    /names an environment/,
  ],
  ['is not there any more', { signed: true, credentials: { key: '', previousKey: '' } }, /key is missing/],
] as [string, Properties, RegExp][]) {
  test(`a node whose key ${what} does not listen, and says so`, async () => {
    await flow.deploy([receiver(properties)]);
    const { error } = await flow.caught.next();
    assert.equal(error?.code, 'bad-setting');
    assert.match(error?.message ?? '', expected);
    assert.deepEqual(flow.events.seen, []);
  });
}
