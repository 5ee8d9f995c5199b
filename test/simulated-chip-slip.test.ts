import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slipPacket } from '../protocol/slip';
import { SlipDecoder } from '../simulator/chip/slip';

const hex = (frames: Buffer[]) => frames.map((frame) => frame.toString('hex'));

for (const [what, wire, frames] of [
  ['a frame', 'c0 0102 c0', ['0102']],
  ['two frames', 'c0 01 c0 c0 02 c0', ['01', '02']],
  ['two frames that share an END', 'c0 01 c0 02 c0', ['01']],
  ['an escaped END and an escaped ESCAPE', 'c0 dbdc 05 dbdd c0', ['c005db']],
  ['what comes before the first END', '010203 c0 04 c0', ['04']],
  ['ENDs with nothing between them', 'c0 c0 c0 01 c0', ['01']],
  ['an escape of something else', 'c0 db01 c0 c0 02 c0', ['02']],
  ['an escape of the END', 'c0 01db c0 c0 02 c0', ['02']],
  ['more than the buffer holds', 'c0 0102030405 c0 c0 02 c0', ['02']],
] as const) {
  test(`${what}: ${wire}`, () => {
    assert.deepEqual(hex(new SlipDecoder(4).push(Buffer.from(wire.replaceAll(' ', ''), 'hex'))), frames);
  });
}

test('a frame split over chunks arrives whole, wherever it is split', () => {
  const wire = Buffer.from('c001dbdc02c0', 'hex');
  for (let at = 0; at <= wire.length; at++) {
    const decoder = new SlipDecoder(4);
    const frames = [...decoder.push(wire.subarray(0, at)), ...decoder.push(wire.subarray(at))];
    assert.deepEqual(hex(frames), ['01c002']);
  }
});

test('a frame is made of END, the escaped bytes, END', () => {
  assert.equal(slipPacket(Buffer.from('00c0dbff', 'hex')).toString('hex'), 'c000dbdcdbddffc0');
  assert.equal(slipPacket(Buffer.alloc(0)).toString('hex'), 'c0c0');
});
