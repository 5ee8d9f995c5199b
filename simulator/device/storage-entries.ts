import { type FlashMemory, SECTOR_BYTES } from '../chip/flash-memory';

export const HEADER_BYTES = 32;
export const NAME_AT = 4;
export const LONGEST_NAME = 28;
const SIZE_MASK = 0xffffff;
const UNSET = 0xffffffff;

/** A file in Storage, living or replaced. */
export interface StorageEntry {
  /** Of the header; the file's bytes follow it. */
  address: number;
  size: number;
  flags: number;
  name: string;
  isReplaced: boolean;
}

/** How Espruino's Storage lies in the flash from `begin` to `end`: files one behind the other, up to what is no header. */
export class StorageEntries {
  constructor(
    private readonly memory: FlashMemory,
    private readonly begin: number,
    private readonly end: number,
  ) {}

  all(): StorageEntry[] {
    const entries: StorageEntry[] = [];
    let entry = this.at(this.begin);
    while (entry) {
      entries.push(entry);
      const next = addressBehind(entry);
      // older releases began a file that did not fit with the next page
      entry = this.at(next) ?? this.at(this.nextPage(next));
    }
    return entries;
  }

  at(address: number): StorageEntry | undefined {
    if (address + HEADER_BYTES > this.end) return undefined;
    const header = this.memory.read(address, HEADER_BYTES);
    const word = header.readUInt32LE(0);
    const size = word & SIZE_MASK;
    if (word === UNSET || word === 0 || address + HEADER_BYTES + size > this.end) return undefined;
    const name = header.toString('latin1', NAME_AT).split('\0', 1)[0] as string;
    return { address, size, flags: word >>> 24, name, isReplaced: header.readUInt32LE(NAME_AT) === 0 };
  }

  /** False when what lies there is no Storage; Espruino erases it then. */
  get areValid(): boolean {
    const last = this.all().at(-1);
    if (!last) return this.isErased(this.begin, this.end - this.begin);
    const next = addressBehind(last);
    const page = this.nextPage(next);
    if (next + HEADER_BYTES > this.end) return true;
    return this.isErased(page < this.end ? page : next, HEADER_BYTES);
  }

  isErased(address: number, length: number): boolean {
    return this.memory.read(address, length).every((byte) => byte === 0xff);
  }

  private nextPage(address: number): number {
    return this.begin + (Math.floor((address - this.begin) / SECTOR_BYTES) + 1) * SECTOR_BYTES;
  }
}

export function addressBehind(entry: StorageEntry): number {
  return entry.address + bytesOnFlash(entry.size);
}

/** What a file of `size` bytes takes, with its header. */
export function bytesOnFlash(size: number): number {
  return HEADER_BYTES + Math.ceil(size / 4) * 4;
}
