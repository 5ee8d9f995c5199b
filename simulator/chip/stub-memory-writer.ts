import type { ChipMemory } from './chip-memory';
import { wordsOf } from './loader-packet';
import { STUB_STATUS, type StubStatus } from './stub-status';

const SUB_HEADER_BYTES = 16;

/** Loading into memory as the stub does it: no checksum and no block numbers are looked at. */
export class StubMemoryWriter {
  private isOpen = false;
  private remainingBytes = 0;
  private address = 0;

  constructor(private readonly memory: ChipMemory) {}

  begin(data: Buffer): StubStatus {
    if (data.length !== 16) return STUB_STATUS.badLength;
    const [size = 0, , , address = 0] = wordsOf(data, 4);
    Object.assign(this, { isOpen: true, remainingBytes: size, address });
    return STUB_STATUS.success;
  }

  write(data: Buffer): StubStatus {
    if (data.length < SUB_HEADER_BYTES) return STUB_STATUS.notEnoughData;
    if (!this.isOpen) return STUB_STATUS.notInFlashMode;
    const block = data.subarray(SUB_HEADER_BYTES);
    if (data.readUInt32LE() !== block.length || block.length > this.remainingBytes) return STUB_STATUS.tooMuchData;
    this.memory.write(this.address, block);
    this.address += block.length;
    this.remainingBytes -= block.length;
    return STUB_STATUS.success;
  }

  end(data: Buffer): StubStatus {
    if (data.length !== 8) return STUB_STATUS.badLength;
    if (!this.isOpen) return STUB_STATUS.notInFlashMode;
    this.isOpen = false;
    return STUB_STATUS.success;
  }
}
