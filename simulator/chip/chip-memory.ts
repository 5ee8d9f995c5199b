import { efusesOf } from './efuses';
import type { SpiController } from './spi-controller';

const PAGE_BYTES = 4096;
const ROM_WORD = { address: 0x40001000, value: 0xfff0c101 };
const UART_DIVIDER = 0x60000014;
const SPI = { from: 0x60000200, to: 0x60000280 };
/** How far from the page of its entry the text of a stub reaches. */
const STUB_REACH_BYTES = 5 * PAGE_BYTES;
/** What a stub says first, in a frame of its own. */
export const STUB_GREETING = 'OHAI';
/** What the UART divides to make its rate: twice the crystal's 26 MHz. */
export const UART_CLOCK_HZ = 52_000_000;

/** The chip's address space as the loaders see it: memory that what is written stays in, and a few registers. */
export class ChipMemory {
  private readonly pages = new Map<number, Buffer>();
  private readonly efuses: ReadonlyMap<number, number>;

  constructor(
    mac: string,
    private readonly spi: SpiController,
    private readonly baudRate: () => number,
  ) {
    this.efuses = efusesOf(mac);
  }

  readWord(address: number): number {
    if (address === ROM_WORD.address) return ROM_WORD.value;
    if (address === UART_DIVIDER) return Math.round(UART_CLOCK_HZ / this.baudRate());
    if (address >= SPI.from && address < SPI.to) return this.spi.read(address - SPI.from);
    return this.efuses.get(address) ?? this.read(address, 4).readUInt32LE();
  }

  writeWord(address: number, value: number): void {
    if (address >= SPI.from && address < SPI.to) this.spi.write(address - SPI.from, value);
    else {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value);
      this.write(address, bytes);
    }
  }

  /** Whether what was loaded around `entry` is a flasher stub: the simulator runs no machine code, it looks for the greeting. */
  holdsStub(entry: number): boolean {
    const from = entry - (entry % PAGE_BYTES);
    return this.read(from, STUB_REACH_BYTES).includes(STUB_GREETING);
  }

  /** What nobody has written is 0. */
  read(address: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.eachPiece(address, length, (page, from, offset, count) => page.copy(bytes, offset, from, from + count));
    return bytes;
  }

  write(address: number, bytes: Buffer): void {
    this.eachPiece(address, bytes.length, (page, from, offset, count) =>
      bytes.copy(page, from, offset, offset + count),
    );
  }

  private eachPiece(
    address: number,
    length: number,
    visit: (page: Buffer, from: number, offset: number, count: number) => void,
  ): void {
    for (let offset = 0; offset < length; ) {
      const from = (address + offset) % PAGE_BYTES;
      const count = Math.min(length - offset, PAGE_BYTES - from);
      visit(this.page(address + offset - from), from, offset, count);
      offset += count;
    }
  }

  private page(address: number): Buffer {
    const page = this.pages.get(address) ?? Buffer.alloc(PAGE_BYTES);
    this.pages.set(address, page);
    return page;
  }
}
