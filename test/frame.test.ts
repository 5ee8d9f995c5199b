import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameDecoder, formatFrame } from '../protocol/frame';

/** Pushes the pieces and gives every frame that came out, the tail last. */
function decode(pieces: (string | Buffer)[], decoder = new FrameDecoder('line', 512)): string[] {
  const frames = pieces.flatMap((piece) => decoder.push(Buffer.from(piece)));
  const tail = decoder.end();
  return [...frames, ...(tail === undefined ? [] : [tail])].map(String);
}

const CASES: [string, (string | Buffer)[], string[]][] = [
  ['a line ended by CR LF comes without it', ['42\r\n'], ['42']],
  ['a line ended by LF comes without it', ['42\n'], ['42']],
  ['two lines in one chunk are two frames', ['42\r\n43\n'], ['42', '43']],
  ['a line split over two chunks arrives whole', ['4', '2\r\n'], ['42']],
  ['CR and LF may come apart', ['42\r', '\n43\r', '\n'], ['42', '43']],
  ['a CR that ends no line stays', ['4\r2\n'], ['4\r2']],
  ['a character split over two chunks stays whole', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ['é']],
  ['a tail without a line end comes at the end', ['42\n43'], ['42', '43']],
  ['a tail that ends with CR comes without it', ['43\r'], ['43']],
  ['an empty line is an empty frame', ['\r\n'], ['']],
  ['nothing gives nothing', [''], []],
];
for (const [fact, pieces, frames] of CASES) test(fact, () => assert.deepEqual(decode(pieces), frames));

test('every way to cut a stream in two gives the same frames', () => {
  const bytes = Buffer.from('1\r\n\r\nzwei é\n{"a":3}\r\nrest');
  const whole = ['1', '', 'zwei é', '{"a":3}', 'rest'];
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(decode([bytes.subarray(0, at), bytes.subarray(at)]), whole, `cut at ${at}`);
  }
});

test('bytes one by one give the same frames', () => {
  const bytes = [...Buffer.from('12\r\n34\n')].map((byte) => Buffer.from([byte]));
  assert.deepEqual(decode(bytes), ['12', '34']);
});

test('a frame of exactly the limit passes, with either line end and in pieces', () => {
  const frame = 'x'.repeat(512);
  for (const pieces of [[`${frame}\n`], [`${frame}\r\n`], [frame, '\r\n'], [`${frame}\r`, '\n'], [frame]]) {
    assert.deepEqual(decode(pieces), [frame]);
  }
});

test('a frame over the limit is told, and what came before it is kept', () => {
  const decoder = new FrameDecoder('line', 4);
  assert.deepEqual(decoder.push(Buffer.from('12\n12345\n67\n')).map(String), ['12']);
  assert.equal(decoder.isTooLong, true);
  assert.deepEqual(decoder.push(Buffer.from('89\n')), []);
  assert.equal(decoder.end(), undefined);
});

test('a frame that never ends holds no more than the limit', () => {
  const decoder = new FrameDecoder('line', 512);
  for (let sent = 0; sent < 64; sent++) decoder.push(Buffer.alloc(1024, 'x'));
  assert.equal(decoder.isTooLong, true);
  assert.equal(decoder.pendingBytes, 0);
});

test('a line one byte over the limit is too long as a tail too', () => {
  const decoder = new FrameDecoder('line', 4);
  decoder.push(Buffer.from('12345'));
  assert.equal(decoder.isTooLong, true);
});

test('a frame that lies whole in a chunk is a view of it', () => {
  const chunk = Buffer.from('42\n43\n');
  assert.ok(new FrameDecoder('line', 512).push(chunk).every((frame) => frame.buffer === chunk.buffer));
});

test('as many frames of a chunk come out as are asked for, and the others when they are', () => {
  const decoder = new FrameDecoder('line', 4);
  assert.deepEqual(decoder.push(Buffer.from('1\n2\n3\n4'), 2).map(String), ['1', '2']);
  assert.equal(decoder.hasMore, true);
  assert.deepEqual(decoder.more(2).map(String), ['3']);
  assert.equal(decoder.hasMore, false);
  assert.deepEqual(decoder.push(Buffer.from('4\n55555\n6\n'), 1).map(String), ['44']);
  assert.equal(decoder.isTooLong, false);
  assert.deepEqual(decoder.more(1), []);
  assert.deepEqual([decoder.isTooLong, decoder.hasMore], [true, false]);
});

test('a frame held from an earlier chunk is not changed by the next one', () => {
  const decoder = new FrameDecoder('line', 512);
  decoder.push(Buffer.from('4'));
  const [first] = decoder.push(Buffer.from('2\n9'));
  decoder.push(Buffer.from('8\n'));
  assert.equal(String(first), '42');
});

test('with frame end connection the bytes until the end are one frame, line ends and all', () => {
  assert.deepEqual(decode(['1\n', '2\r\n'], new FrameDecoder('connection', 512)), ['1\n2\r\n']);
});

test('a limit that is no whole number above 0 is refused', () => {
  for (const limit of [0, -1, 1.5, Number.NaN])
    assert.throws(() => new FrameDecoder('line', limit), /whole number above 0/);
});

test('a frame is written with CR LF', () => assert.equal(formatFrame('42'), '42\r\n'));
