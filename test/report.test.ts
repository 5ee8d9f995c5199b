import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from '../protocol/protocol-error';
import { formatAnswer, formatReport, parseAnswer, parseReport, type Report } from '../protocol/report';

const TEXT = '{"id":"esp8266-5ccf7f0a1b2c","boot":7,"seq":120,"age":2010,"every":1000,"readings":[120,121,122]}';
const REPORT: Report = {
  id: 'esp8266-5ccf7f0a1b2c',
  boot: 7,
  seq: 120,
  age: 2010,
  every: 1000,
  readings: [120, 121, 122],
  lost: 0,
};

test('the report of the wire format is read', () => assert.deepEqual(parseReport(TEXT), REPORT));
test('a report is written as it is read', () => assert.equal(formatReport(REPORT), TEXT));
test('lost is written when it is not 0', () => assert.match(formatReport({ ...REPORT, lost: 3 }), /,"lost":3}$/));
test('unknown keys are ignored', () => assert.deepEqual(parseReport(TEXT.replace('{', '{"rssi":-60,')), REPORT));

const PLAIN = [
  '42',
  '',
  '[1,2]',
  'null',
  '{"id":"a","seq":1}',
  '{"temperature":21}',
  '{"id":"a","seq":1,"readings":[1]',
  '{',
];
for (const text of PLAIN)
  test(`${text || 'an empty line'} is a plain frame`, () => assert.equal(parseReport(text), undefined));

const BAD: [string, object][] = [
  ['an id with a blank', { id: 'a b' }],
  ['an id of 65 characters', { id: 'x'.repeat(65) }],
  ['an id that is a number', { id: 7 }],
  ['no boot', { boot: undefined }],
  ['a boot below 0', { boot: -1 }],
  ['a seq that is text', { seq: '120' }],
  ['a seq that is not whole', { seq: 1.5 }],
  ['a seq beyond what a number holds', { seq: 2 ** 53 }],
  ['readings beyond the last number', { seq: 2 ** 53 - 2 }],
  ['no age', { age: undefined }],
  ['no every', { every: undefined }],
  ['no readings', { readings: [] }],
  ['readings that are no array', { readings: 5 }],
  ['a lost below 0', { lost: -1 }],
];
for (const [fact, change] of BAD) {
  test(`a report with ${fact} is refused, with the key named`, () => {
    const text = JSON.stringify({ ...REPORT, ...change });
    const key = Object.keys(change)[0];
    assert.throws(
      () => parseReport(text),
      (error) => error instanceof ProtocolError && error.code === 'bad-report' && error.message.includes(`"${key}"`),
    );
  });
}

const STRINGS: [string, string, unknown][] = [
  ['the two bytes of é, written by a chip without Unicode, are é', '"\\u00C3\\u00A9"', 'é'],
  ['four bytes are an emoji', '"\\u00f0\\u009f\\u0098\\u0080"', '😀'],
  ['bytes that are not UTF-8 stay as they are', '"\\u00e9"', 'é'],
  ['a string with characters beyond bytes stays as it is', '"Ã©€"', 'Ã©€'],
  ['strings in objects and arrays, and keys, are decoded too', '{"k\\u00C3\\u00BC":["\\u00C3\\u00A9"]}', { kü: ['é'] }],
  ['plain ASCII stays', '"room 7"', 'room 7'],
];
for (const [fact, json, expected] of STRINGS) {
  test(fact, () => {
    const text = TEXT.replace('[120,121,122]', `[${json}]`);
    assert.deepEqual(parseReport(text)?.readings, [expected]);
  });
}

test('answers are written as lines', () => {
  assert.equal(formatAnswer({ ack: 122 }), '{"ack":122}\r\n');
  assert.equal(formatAnswer({ ack: 122, set: { interval: 500 } }), '{"ack":122,"set":{"interval":500}}\r\n');
  assert.equal(formatAnswer({ error: 'too-long' }), '{"error":"too-long"}\r\n');
});

test('answers are read', () => {
  assert.deepEqual(parseAnswer('{"ack":122}'), { ack: 122 });
  assert.deepEqual(parseAnswer('{"ack":122,"set":{"interval":500}}'), { ack: 122, set: { interval: 500 } });
  assert.deepEqual(parseAnswer('{"error":"bad-report"}'), { error: 'bad-report' });
});

test('what is no answer is refused', () => {
  for (const text of ['', 'ok', '[]', '{"ack":-1}', '{"ack":"122"}']) {
    assert.throws(() => parseAnswer(text), ProtocolError);
  }
});
