import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';

export const SECTOR_BYTES = 4096;
const ERASED = 0xff;
const ERASED_SECTOR = Buffer.alloc(SECTOR_BYTES, ERASED);

/** A program that is flashed may hold the password of a network. */
const OWNER_ONLY = 0o600;

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
    else this.create(file);
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
    for (let from = 0; from < data.length; from += SECTOR_BYTES)
      this.writePiece(address + from, data.subarray(from, from + SECTOR_BYTES));
    this.keep(address, data.length);
  }

  /** Whether `length` bytes from `address`, at most a sector, are all 0xff. */
  isErased(address: number, length: number): boolean {
    this.check(address, length);
    return ERASED_SECTOR.subarray(0, length).equals(this.bytes.subarray(address, address + length));
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

  /** Whole pieces onto what is erased, which is nearly always so: bit by bit takes a hundred times as long. */
  private writePiece(address: number, piece: Uint8Array): void {
    if (this.isErased(address, piece.length)) this.bytes.set(piece, address);
    else for (const [index, byte] of piece.entries()) this.clearBits(address + index, byte);
  }

  private clearBits(address: number, byte: number): void {
    this.bytes.writeUInt8(this.bytes.readUInt8(address) & byte, address);
  }

  /** Whole or not at all: half a file would be refused at every start to come. */
  private create(file: string): void {
    const part = `${file}.part`;
    writeFileSync(part, this.bytes, { mode: OWNER_ONLY });
    renameSync(part, file);
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
