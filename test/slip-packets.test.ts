import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PacketDecoder } from '../nodes/esp8266-flash/chip/slip';
import { slipPacket } from '../protocol/slip';

function decode(...chunks: string[]): string[] {
  const decoder = new PacketDecoder();
  return chunks
    .flatMap((chunk) => decoder.push(Buffer.from(chunk, 'hex')))
    .map((packet) => Buffer.from(packet).toString('hex'));
}

test('ends and escapes within a packet are escaped', () => {
  const packet = slipPacket(Buffer.from('01c002db03', 'hex'));
  assert.equal(Buffer.from(packet).toString('hex'), 'c001dbdc02dbdd03c0');
});

const CASES: [title: string, chunks: string[], packets: string[]][] = [
  ['a packet arrives whole', ['c00102c0'], ['0102']],
  ['a packet split within an escape arrives whole', ['c001db', 'dc02c0'], ['01c002']],
  ['two packets in a chunk arrive as two', ['c001c0c002c0'], ['01', '02']],
  ['text before a packet is skipped', ['657473c001c0'], ['01']],
  ['an end in the noise before costs no packet', ['ffc0ffffc001c0'], ['ffff', '01']],
  ['a wrong escape costs its packet only', ['c001db99c0c002c0'], ['02']],
  ['nothing is nothing', ['', 'c0c0c0'], []],
];
for (const [title, chunks, packets] of CASES) {
  test(title, () => assert.deepEqual(decode(...chunks), packets));
}

test('noise without an end is not kept for ever', () => {
  const decoder = new PacketDecoder();
  decoder.push(Buffer.from('c0', 'hex'));
  for (let count = 0; count < 1000; count++) decoder.push(Buffer.alloc(1000, 0x41));
  assert.deepEqual(decoder.push(Buffer.from('c0', 'hex')), []);
});
