import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

export const SECTOR_BYTES = 4096;
const ERASED = 0xff;

/**
 * NOR flash: erasing sets the bits of whole sectors, writing only clears bits. With a `file` it survives the process.
 *
 *     const flash = new FlashMemory(4 * 1024 * 1024);
 *     flash.eraseSectors(0x1000, 0x2000);
 *     flash.write(0x1000, image);
 */
export class FlashMemory {
  private readonly bytes: Buffer;
  private readonly file: number | undefined;

  /** `size` in bytes, a whole number of sectors. A `file` of another size is refused. */
  constructor(
    readonly size: number,
    file?: string,
  ) {
    this.bytes = Buffer.alloc(size, ERASED);
    if (file === undefined) return;
    if (existsSync(file)) this.load(file);
    else writeFileSync(file, this.bytes);
    this.file = openSync(file, 'r+');
  }

  /** A copy of `length` bytes from `address`. Throws RangeError outside of the memory. */
  read(address: number, length: number): Buffer {
    this.check(address, length);
    return Buffer.from(this.bytes.subarray(address, address + length));
  }

  /** Clears the bits that are 0 in `data`; what is not erased before keeps its zeros. */
  write(address: number, data: Uint8Array): void {
    this.check(address, data.length);
    for (const [index, byte] of data.entries())
      this.bytes.writeUInt8(this.bytes.readUInt8(address + index) & byte, address + index);
    this.keep(address, data.length);
  }

  /** Erases every sector that `length` bytes from `address` touch. */
  eraseSectors(address: number, length: number): void {
    this.check(address, length);
    const begin = Math.floor(address / SECTOR_BYTES) * SECTOR_BYTES;
    const end = Math.ceil((address + length) / SECTOR_BYTES) * SECTOR_BYTES;
    this.bytes.fill(ERASED, begin, end);
    this.keep(begin, end - begin);
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }

  private load(file: string): void {
    const stored = readFileSync(file);
    if (stored.length !== this.size)
      throw new Error(`${file} must hold ${this.size} bytes of flash, it holds ${stored.length}; choose another file`);
    stored.copy(this.bytes);
  }

  private keep(address: number, length: number): void {
    if (this.file !== undefined) writeSync(this.file, this.bytes, address, length, address);
  }

  private check(address: number, length: number): void {
    if (address < 0 || length < 0 || address + length > this.size)
      throw new RangeError(`flash has ${this.size} bytes; asked for ${length} from ${address}`);
  }
}
