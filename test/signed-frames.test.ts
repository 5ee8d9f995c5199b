import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameAnswer } from '../nodes/esp8266-tcp-in/late-answers';
import { SignedFrames, UntrustedFrame } from '../nodes/esp8266-tcp-in/signed-frames';
import { formatAnswer } from '../protocol/report';
import { sign, signingKey } from '../protocol/signature';

const KEY = signingKey('the key of this year');
const PREVIOUS = signingKey('the key of last year');
const PEER = { ip: '192.168.4.1', port: 4097 };
const REPORT = '{"id":"a","boot":7,"seq":120,"age":0,"every":0,"readings":[1]}';

/** Takes frames with both keys; the receiver behind says `answer`, and what it got is noted. */
function frames(answer: FrameAnswer = formatAnswer({ ack: 120 }), knownBoot?: number) {
  const taken: string[] = [];
  const receiver = {
    frame(bytes: Buffer) {
      taken.push(bytes.toString());
      return answer;
    },
  };
  const signed = new SignedFrames([KEY, PREVIOUS], receiver, () => knownBoot);
  return { taken, frame: (line: string) => signed.frame(Buffer.from(line), true, PEER) };
}

test('a signed report goes on without its signature, and its answer is signed for that chip and boot', () => {
  const { taken, frame } = frames();
  assert.equal(frame(sign(REPORT, KEY)), `${sign('{"ack":120,"id":"a","boot":7}', KEY)}\r\n`);
  assert.deepEqual(taken, [REPORT]);
});

test('a chip that has the previous key still is answered with it', () =>
  assert.equal(frames().frame(sign(REPORT, PREVIOUS)), `${sign('{"ack":120,"id":"a","boot":7}', PREVIOUS)}\r\n`));

test('settings and refusals are signed as well', () => {
  const settings = frames(formatAnswer({ ack: 120, set: { interval: 500 } })).frame(sign(REPORT, KEY));
  assert.equal(settings, `${sign('{"ack":120,"set":{"interval":500},"id":"a","boot":7}', KEY)}\r\n`);
  const refusal = frames(formatAnswer({ error: 'bad-reading' })).frame(sign(REPORT, KEY));
  assert.equal(refusal, `${sign('{"error":"bad-reading","id":"a","boot":7}', KEY)}\r\n`);
});

test('an answer that comes later is signed then, and none stays none', async () => {
  const late = frames(Promise.resolve(formatAnswer({ ack: 120 }))).frame(sign(REPORT, KEY));
  assert.equal(await late, `${sign('{"ack":120,"id":"a","boot":7}', KEY)}\r\n`);
  assert.equal(await frames(Promise.resolve(undefined)).frame(sign(REPORT, KEY)), undefined);
});

const REFUSED: [string, string, string][] = [
  ['a report without a signature', REPORT, 'not-signed'],
  ['a plain line', '42', 'not-signed'],
  ['a report by another key', sign(REPORT, signingKey('the key of somebody else')), 'not-signed'],
  ['a report under the signature of another one', sign(REPORT, KEY).replace('"seq":120', '"seq":121'), 'not-signed'],
  ['a report said to be of another chip', sign(REPORT, KEY).replace('"id":"a"', '"id":"b"'), 'not-signed'],
  ['a signed plain line, which may be a recorded one', sign('42', KEY), 'not-signed'],
  ['a signed null', sign('null', KEY), 'not-signed'],
  ['an answer that is sent back', sign('{"ack":120,"id":"a","boot":7}', KEY), 'not-signed'],
  ['a refusal that is sent back', sign('{"error":"bad-report","id":"a","boot":7}', KEY), 'not-signed'],
  ['a signed report without a boot number', sign(REPORT.replace('"boot":7,', ''), KEY), 'not-signed'],
  ['a signed report of an earlier boot', sign(REPORT.replace('"boot":7', '"boot":6'), KEY), 'replayed'],
];
for (const [what, line, code] of REFUSED) {
  test(`${what} is refused as ${code}, and goes nowhere`, () => {
    const { taken, frame } = frames(undefined, 7);
    assert.throws(
      () => frame(line),
      (error) => error instanceof UntrustedFrame && error.code === code,
    );
    assert.deepEqual(taken, []);
  });
}

for (const boot of [7, 8]) {
  test(`boot ${boot} is taken after boot 7`, () => {
    const { taken, frame } = frames(undefined, 7);
    frame(sign(REPORT.replace('"boot":7', `"boot":${boot}`), KEY));
    assert.equal(taken.length, 1);
  });
}

test('what is refused names no key and no signature', () => {
  const line = sign(REPORT.replace('"boot":7', '"boot":6'), KEY);
  const texts = [REPORT, line].map((refused) => {
    try {
      return String(frames(undefined, 7).frame(refused));
    } catch (error) {
      return (error as Error).message;
    }
  });
  for (const text of texts) assert.doesNotMatch(text, /the key of this year|[0-9a-f]{40}/);
});
