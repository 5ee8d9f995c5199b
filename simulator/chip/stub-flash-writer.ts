import { checksumOf } from './checksum';
import { SECTOR_BYTES } from './flash-memory';
import { Inflater } from './inflater';
import { type Request, wordsOf } from './loader-packet';
import { BLOCK_BYTES, type SpiFlash } from './spi-flash';
import { STUB_STATUS, type StubStatus } from './stub-status';

const SUB_HEADER_BYTES = 16;

/**
 * Writing as the stub does it: BEGIN tells how many bytes will come; what they go to is erased only when it is about to
 * be written, and not at all while the sectors are blank. A block is acknowledged before it is worked on.
 */
export class StubFlashWriter {
  private inflater: Inflater | undefined;
  private isOpen = false;
  private remainingBytes = 0;
  private address = 0;
  private nextErase = 0;
  private eraseEnd = 0;
  private hasSeenContent = false;

  constructor(private readonly flash: SpiFlash) {}

  begin(data: Buffer, isDeflated: boolean): StubStatus {
    if (data.length !== 16 && data.length !== 20) return STUB_STATUS.badLength;
    const [size = 0, , , address = 0] = wordsOf(data, 4);
    this.inflater?.close();
    this.inflater = isDeflated ? new Inflater() : undefined;
    this.isOpen = true;
    this.remainingBytes = size;
    this.address = address;
    this.nextErase = Math.floor(address / SECTOR_BYTES) * SECTOR_BYTES;
    this.eraseEnd = Math.ceil((address + size) / SECTOR_BYTES) * SECTOR_BYTES;
    this.hasSeenContent = false;
    return STUB_STATUS.success;
  }

  /** The first erase runs while the host prepares the first block. */
  eraseAhead(): StubStatus {
    if (this.nextErase < this.eraseEnd) this.eraseNext();
    return STUB_STATUS.success;
  }

  /** Whether the block of `request` can be taken. `work` writes it, after the answer. */
  check({ data, checksum }: Request, isDeflated: boolean): StubStatus {
    if (data.length < SUB_HEADER_BYTES) return isDeflated ? STUB_STATUS.badLength : STUB_STATUS.notEnoughData;
    if (!this.isOpen) return STUB_STATUS.notInFlashMode;
    const block = data.subarray(SUB_HEADER_BYTES);
    const isSized = data.readUInt32LE() === block.length;
    // with deflated blocks the stub sums up as many bytes as it is told, and so sees other bytes
    if (!isSized) return isDeflated ? STUB_STATUS.badChecksum : STUB_STATUS.tooMuchData;
    return checksumOf(block) === checksum ? STUB_STATUS.success : STUB_STATUS.badChecksum;
  }

  async work({ data }: Request): Promise<StubStatus> {
    const block = data.subarray(SUB_HEADER_BYTES);
    if (!this.inflater) return this.write(block.subarray(0, this.remainingBytes));
    const inflated = await this.inflater.push(block);
    return inflated ? this.write(inflated) : STUB_STATUS.inflateFailed;
  }

  end(data: Buffer): StubStatus {
    if (data.length !== 4) return STUB_STATUS.badLength;
    if (!this.isOpen) return STUB_STATUS.notInFlashMode;
    if (this.remainingBytes !== 0) return STUB_STATUS.badLength;
    this.close();
    return STUB_STATUS.success;
  }

  close(): void {
    this.inflater?.close();
    this.inflater = undefined;
    this.isOpen = false;
  }

  private write(bytes: Buffer): StubStatus {
    if (!this.flash.isReachable(this.address, bytes.length)) return STUB_STATUS.flashFailed;
    while (this.nextErase < this.address + bytes.length) this.eraseNext();
    this.flash.write(this.address, bytes);
    this.address += bytes.length;
    this.remainingBytes -= bytes.length;
    return STUB_STATUS.success;
  }

  /** Sector by sector while they are blank; once one was not, block by block where a whole block is to go. */
  private eraseNext(): void {
    if (!this.hasSeenContent && this.flash.isSectorErased(this.nextErase)) {
      this.nextErase += SECTOR_BYTES;
      return;
    }
    this.hasSeenContent = true;
    const isWholeBlock = this.nextErase % BLOCK_BYTES === 0 && this.eraseEnd - this.nextErase >= BLOCK_BYTES;
    if (isWholeBlock) this.flash.eraseBlock(this.nextErase);
    else this.flash.eraseSector(this.nextErase);
    this.nextErase += isWholeBlock ? BLOCK_BYTES : SECTOR_BYTES;
  }
}
