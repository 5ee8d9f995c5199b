import { createCipheriv } from 'node:crypto';
import { deflatedBlocks } from '../../nodes/esp8266-flash/chip/deflated-blocks';
import { slipPacket } from '../../protocol/slip';

/** As large as the largest program that Espruino's 4 MB build has room for. */
export const IMAGE_BYTES = 831_488;
/** Of each row so many bytes are noise: deflated, 70 % are left, as of real images for this chip. */
const ROW_BYTES = 1024;
const NOISE_BYTES = 710;
/** The stub's largest block, and what a block has in front of it: the command's header and that of the block. */
const BLOCK_BYTES = 0x4000;
const HEADER_BYTES = 8 + 16;
const BITS_PER_BYTE = 10;

/** The same bytes each time. */
export function image(): Buffer {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(IMAGE_BYTES));
  return noise.map((byte, index) => (index % ROW_BYTES < NOISE_BYTES ? byte : 0)) as Buffer;
}

/** What `bytes` take on the wire, deflated and in packets, when nothing else takes any time. */
export async function wireSeconds(bytes: Buffer, baud: number): Promise<number> {
  const blocks = await deflatedBlocks(bytes, BLOCK_BYTES);
  const sent = blocks.map((block) => slipPacket(Buffer.concat([Buffer.alloc(HEADER_BYTES), block.bytes])).length);
  return (sent.reduce((sum, count) => sum + count, 0) * BITS_PER_BYTE) / baud;
}
