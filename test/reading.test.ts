import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadFrame, type PayloadType, parseFrame } from '../nodes/esp8266-tcp-in/reading';

function payload(bytes: string | Buffer, payloadType: PayloadType): unknown {
  const frame = parseFrame(Buffer.from(bytes), payloadType);
  return frame.report === undefined ? frame.payload : frame.payloads;
}

const TAKEN: [PayloadType, string, unknown][] = [
  ['auto', '42', 42],
  ['auto', '-1.5e3', -1500],
  ['auto', ' 7 ', 7],
  ['auto', '007', 7],
  ['auto', '{"a":1}', { a: 1 }],
  ['auto', 'true', true],
  ['auto', 'hello', 'hello'],
  ['auto', '0x10', '0x10'],
  ['auto', '1e999', '1e999'],
  ['auto', '12345678901234567890', '12345678901234567890'],
  ['auto', 'null', null],
  ['auto', 'NaN', 'NaN'],
  ['number', '42', 42],
  ['text', '42', '42'],
  ['JSON', '[1,"é"]', [1, 'é']],
  ['buffer', '42', Buffer.from('42')],
];
for (const [type, text, expected] of TAKEN) {
  test(`${text} as ${type} is ${JSON.stringify(expected)}`, () => assert.deepEqual(payload(text, type), expected));
}

const REPORT = '{"id":"a","boot":1,"seq":0,"age":0,"every":0,"readings":[21.5,null,"x",{"a":1}]}';
const NUMBERS = REPORT.replace(',"x",{"a":1}', '');
const REPORTS: [PayloadType, string, unknown[]][] = [
  ['auto', REPORT, [21.5, null, 'x', { a: 1 }]],
  ['JSON', REPORT, [21.5, null, 'x', { a: 1 }]],
  ['number', NUMBERS, [21.5, null]],
  ['text', REPORT, ['21.5', null, 'x', '{"a":1}']],
  ['buffer', NUMBERS, [Buffer.from('21.5'), null]],
];
for (const [type, text, expected] of REPORTS) {
  test(`the readings of a report as ${type}`, () => assert.deepEqual(payload(text, type), expected));
}

const REFUSED: [string, PayloadType, string | Buffer, { code: string; isReport: boolean }][] = [
  ['text where a number is set', 'number', 'hello', { code: 'bad-reading', isReport: false }],
  ['a number with too many digits', 'number', '1e999', { code: 'bad-reading', isReport: false }],
  ['half a JSON', 'JSON', '{"a":', { code: 'bad-reading', isReport: false }],
  ['bytes that are not UTF-8', 'text', Buffer.from([0x34, 0xff]), { code: 'bad-reading', isReport: false }],
  ['a report with text where numbers are set', 'number', REPORT, { code: 'bad-reading', isReport: true }],
  ['a report without its boot', 'auto', '{"id":"a","seq":0,"readings":[1]}', { code: 'bad-report', isReport: true }],
];
for (const [fact, type, bytes, expected] of REFUSED) {
  test(`${fact} is refused`, () => {
    assert.throws(
      () => payload(bytes, type),
      (error) => {
        assert.ok(error instanceof BadFrame);
        assert.deepEqual({ code: error.code, isReport: error.isReport }, expected);
        return /expected|must be/.test(error.message);
      },
    );
  });
}

test('any bytes are a buffer, and one of its own', () => {
  const bytes = Buffer.from([0xff, 0x00]);
  const taken = payload(bytes, 'buffer') as Buffer;
  bytes[0] = 0;
  assert.deepEqual([...taken], [0xff, 0x00]);
});

test('a long row of digits that is no number in the end takes no long time', () => {
  const text = `${'1'.repeat(100_000)}x`;
  const startedAt = performance.now();
  assert.equal(payload(text, 'auto'), text);
  assert.ok(performance.now() - startedAt < 1000);
});

for (const type of ['auto', 'number', 'text', 'buffer'] as const) {
  test(`a report with a reading nested 100,000 deep is read as ${type} or refused`, () => {
    const text = REPORT.replace('21.5', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    try {
      payload(text, type);
    } catch (error) {
      assert.ok(error instanceof BadFrame && error.isReport, String(error));
    }
  });
}
