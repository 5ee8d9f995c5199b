import type { ChipFaults } from './faults';
import { type FlashMemory, SECTOR_BYTES } from './flash-memory';

export const BLOCK_BYTES = 64 * 1024;
/** The boot ROM takes any flash for one of 4 MB, and does not read or write beyond; the stub writes through the ROM. */
const ROM_FLASH_BYTES = 4 * 1024 * 1024;
const PAGE_BYTES = 256;
// W25Q32 data sheet, typical: page 0.7 ms, sector 45 ms. A block takes 137 ms: 4 MB chips are erased in 8.8 s.
const PAGE_WRITE_MS = 0.7;
const SECTOR_ERASE_MS = 45;
const BLOCK_ERASE_MS = 137;
const READ_BYTES_PER_MS = 2048;

/**
 * The flash as the loaders use it: a chip whose addresses wrap at its end, that takes time, that is deaf until it is
 * attached to the SPI pins, and that has the faults.
 */
export class SpiFlash {
  /** False from reset until a loader attaches the flash; what is read meanwhile is all ones. */
  isAttached = false;
  private spentMs = 0;

  constructor(
    readonly memory: FlashMemory,
    private readonly faults: ChipFaults,
    private readonly onPowerLoss: () => void,
  ) {}

  /** The time that the work since the last asking takes a real chip. */
  takeSpentMs(): number {
    const spentMs = this.spentMs;
    this.spentMs = 0;
    return spentMs;
  }

  isReachable(address: number, length: number): boolean {
    return address + length <= ROM_FLASH_BYTES;
  }

  read(address: number, length: number): Buffer {
    this.spentMs += length / READ_BYTES_PER_MS;
    if (!this.isAttached) return Buffer.alloc(length, 0xff);
    return Buffer.concat(this.pieces(address, length).map((piece) => this.memory.read(piece.address, piece.length)));
  }

  write(address: number, data: Buffer): void {
    this.spentMs += Math.ceil(data.length / PAGE_BYTES) * PAGE_WRITE_MS;
    for (const piece of this.pieces(address, data.length))
      this.writePiece(piece.address, data.subarray(piece.offset, piece.offset + piece.length));
  }

  eraseSector(address: number): void {
    this.spentMs += SECTOR_ERASE_MS;
    this.memory.eraseSectors(address % this.memory.size, SECTOR_BYTES);
  }

  eraseBlock(address: number): void {
    this.spentMs += BLOCK_ERASE_MS;
    this.memory.eraseSectors(address % this.memory.size, BLOCK_BYTES);
  }

  /** Whole sectors; block by block where that can be. */
  eraseRegion(address: number, length: number): void {
    for (let from = address; from < address + length; ) {
      const isWholeBlock = from % BLOCK_BYTES === 0 && address + length - from >= BLOCK_BYTES;
      if (isWholeBlock) this.eraseBlock(from);
      else this.eraseSector(from);
      from += isWholeBlock ? BLOCK_BYTES : SECTOR_BYTES;
    }
  }

  eraseChip(): void {
    this.spentMs += (this.memory.size / BLOCK_BYTES) * BLOCK_ERASE_MS;
    this.memory.eraseSectors(0, this.memory.size);
  }

  isSectorErased(address: number): boolean {
    return this.memory.isErased(address % this.memory.size, SECTOR_BYTES);
  }

  private writePiece(address: number, data: Buffer): void {
    const kept = this.untilPowerLoss(data);
    this.memory.write(address, this.faults.corruptsWrites ? withLostBit(kept) : kept);
    if (kept.length < data.length) this.onPowerLoss();
  }

  /** Counts down to the loss of power; what of `data` still reaches the flash. */
  private untilPowerLoss(data: Buffer): Buffer {
    const left = this.faults.powerLossAfterBytes;
    if (left === undefined) return data;
    this.faults.powerLossAfterBytes = left < data.length ? undefined : left - data.length;
    return data.subarray(0, left);
  }

  /** Addresses beyond the end begin again at 0: the chip does not look at their upper bits. */
  private pieces(address: number, length: number): { address: number; offset: number; length: number }[] {
    const pieces = [];
    for (let offset = 0; offset < length; ) {
      const wrapped = (address + offset) % this.memory.size;
      const pieceLength = Math.min(length - offset, this.memory.size - wrapped);
      pieces.push({ address: wrapped, offset, length: pieceLength });
      offset += pieceLength;
    }
    return pieces;
  }
}

function withLostBit(data: Buffer): Buffer {
  const changed = Buffer.from(data);
  if (changed.length > 0) changed.writeUInt8(changed.readUInt8(0) ^ 0x01, 0);
  return changed;
}
