import { checksumOf } from './checksum';
import { type Request, wordsOf } from './loader-packet';
import { ROM_ERROR, type RomError } from './rom-error';

const MAX_BLOCK_BYTES = 0x1800;
const SUB_HEADER_BYTES = 16;
const NOTHING = { address: 0, bytes: Buffer.alloc(0) };

/**
 * Blocks that the boot ROM takes in order, for its memory or for the flash: BEGIN tells size, number of blocks, bytes a
 * block and address; each block its size and number. A block that comes twice is refused: its number is not the next.
 */
export class RomTransfer {
  private size = 0;
  private blocks = 0;
  private blockBytes = 0;
  private nextBlock = 0;
  private receivedBytes = 0;
  private address = 0;

  begin(data: Buffer): RomError {
    const [size = 0, blocks = 0, blockBytes = 0, address = 0] = wordsOf(data, 4);
    if (data.length !== SUB_HEADER_BYTES || blockBytes > MAX_BLOCK_BYTES) return ROM_ERROR.invalid;
    Object.assign(this, { size, blocks, blockBytes, address, nextBlock: 0, receivedBytes: 0 });
    return ROM_ERROR.none;
  }

  /** What the block of `request` holds and where it belongs. */
  accept({ data, checksum }: Request): { error: RomError; address: number; bytes: Buffer } {
    const [size = 0, block = 0] = wordsOf(data, 2);
    const bytes = data.subarray(SUB_HEADER_BYTES, SUB_HEADER_BYTES + size);
    const isValid = block === this.nextBlock && size <= this.blockBytes && size % 4 === 0 && bytes.length === size;
    if (!isValid || data.length < SUB_HEADER_BYTES) return { error: ROM_ERROR.invalid, ...NOTHING };
    // the ROM looks at one byte of the four
    if (checksumOf(bytes) !== (checksum & 0xff)) return { error: ROM_ERROR.checksum, ...NOTHING };
    const address = this.address + this.receivedBytes;
    this.nextBlock += 1;
    this.receivedBytes += size;
    return { error: ROM_ERROR.none, address, bytes };
  }

  /** Whether all blocks and bytes that were told have come. */
  get isComplete(): boolean {
    return this.nextBlock === this.blocks && this.receivedBytes === this.size;
  }

  get target(): { address: number; size: number } {
    return { address: this.address, size: this.size };
  }
}
