import { promisify } from 'node:util';
import { constants, createInflate, deflate } from 'node:zlib';

/** A piece of a deflated part, and how many bytes the chip has to write when it has inflated it. */
export interface DeflatedBlock {
  bytes: Buffer;
  inflatedBytes: number;
}

/** `bytes` deflated as well as it goes, in blocks of `blockBytes`; in zlib's threads, so that nothing else has to wait. */
export async function deflatedBlocks(bytes: Buffer, blockBytes: number): Promise<DeflatedBlock[]> {
  const deflated = await promisify(deflate)(bytes, { level: constants.Z_BEST_COMPRESSION });
  const inflate = createInflate();
  let inflatedBytes = 0;
  inflate.on('data', (piece: Buffer) => {
    inflatedBytes += piece.length;
  });
  const blocks: DeflatedBlock[] = [];
  for (let offset = 0; offset < deflated.length; offset += blockBytes) {
    const block = deflated.subarray(offset, offset + blockBytes);
    const before = inflatedBytes;
    await new Promise<void>((resolve, reject) => inflate.write(block, (error) => (error ? reject(error) : resolve())));
    blocks.push({ bytes: block, inflatedBytes: inflatedBytes - before });
  }
  inflate.destroy();
  return blocks;
}
