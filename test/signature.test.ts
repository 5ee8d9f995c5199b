import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { formatSignedAnswer, sign, signingKey, verify } from '../protocol/signature';

const KEY = signingKey('a key of both sides');
const OTHER = signingKey('the key before that one');
const REPORT = '{"id":"a","boot":1,"seq":0,"age":0,"every":0,"readings":[0]}';

const opened = (line: string | Buffer, keys = [KEY]) => verify(Buffer.from(line), keys)?.text.toString();

test('a text is signed as RFC 2202 has it in its first test case', () =>
  assert.equal(sign('Hi There', signingKey('\x0b'.repeat(20))), 'Hi There b617318655057264e28bc0b6fb378c8ef146be00'));

test('a text and a key of any length are signed as by the HMAC of Node', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 120, 470, 512, 513, 100_000]) {
    const text = 'é'.repeat(length / 2) + 'x'.repeat(length % 2);
    const secret = 'k'.repeat(16 + (length % 49));
    const expected = createHmac('sha1', secret).update(text).digest('hex');
    assert.equal(sign(text, signingKey(secret)), `${text} ${expected}`);
  }
});

test('nothing that prints a key shows it', () => {
  const printed = inspect(KEY, { showHidden: true, depth: 9 }) + JSON.stringify(KEY);
  assert.equal(printed, 'SigningKey {}{}');
});

test('what was signed is what comes out, without its signature', () => {
  assert.equal(opened(sign(REPORT, KEY)), REPORT);
  assert.equal(opened(sign('{"reading":"é🐟"}', KEY)), '{"reading":"é🐟"}');
});

test('either of two keys will do, and the one that did is told', () => {
  const verified = verify(Buffer.from(sign(REPORT, OTHER)), [KEY, OTHER]);
  assert.equal(verified?.key, OTHER);
});

const signature = sign(REPORT, KEY).slice(-40);
const REFUSED: [string, string | Buffer][] = [
  ['nothing', ''],
  ['a report without a signature', REPORT],
  ['a signature alone', signature],
  ['a text of 41 characters with a space in front', ` ${'x'.repeat(40)}`],
  ['a signature of another text', `${REPORT.replace('[0]', '[1]')} ${signature}`],
  ['a signature by another key', sign(REPORT, OTHER)],
  ['a signature with a digit changed', sign(REPORT, KEY).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
  ['a signature cut short', sign(REPORT, KEY).slice(0, -1)],
  ['a signature with one digit more', `${sign(REPORT, KEY)}0`],
  ['a signature of 39 digits and a letter', `${sign(REPORT, KEY).slice(0, -1)}g`],
  ['another character before the signature', sign(REPORT, KEY).replace(/ (?=\w+$)/, '\t')],
  ['bytes that are no text', Buffer.alloc(100, 0xff)],
];
for (const [what, line] of REFUSED) test(`${what} is not signed`, () => assert.equal(opened(line), undefined));

test('an answer repeats for whom it is, under the signature', () =>
  assert.equal(
    formatSignedAnswer({ ack: 122 }, { id: 'a', boot: 7 }, KEY),
    `${sign('{"ack":122,"id":"a","boot":7}', KEY)}\r\n`,
  ));

test('a key has 16 to 64 bytes, and no message shows it', () => {
  for (const secret of ['', 'fifteen letters', 'x'.repeat(65), 'é'.repeat(33)])
    assert.throws(() => signingKey(secret), /must have 16 to 64 bytes as UTF-8, got (0|15|65|66)$/);
  assert.ok(signingKey('é'.repeat(8)) && signingKey('x'.repeat(64)));
});
