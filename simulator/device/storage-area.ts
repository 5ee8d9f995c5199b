import type { FlashMemory } from '../chip/flash-memory';
import {
  addressBehind,
  bytesOnFlash,
  HEADER_BYTES,
  LONGEST_NAME,
  NAME_AT,
  StorageEntries,
  type StorageEntry,
} from './storage-entries';

/** Why a file cannot be written; the script gets the text as its error. */
export class StorageError extends Error {}

/** A plain file, one of `Storage.open`, a compressed one: what survives when files are moved together. */
const KEPT_FLAGS = [0, 64, 128];

/**
 * Espruino's Storage in the flash: each file a header of 32 bytes (the size, with flags in its top byte, and 28 characters
 * of name) and its data up to the next multiple of 4. To replace or erase a file is to set the first four characters of its
 * name to 0; when no room is left the files that live are moved together. Source: src/jsflash.c.
 */
export class StorageArea {
  /** Told before the files are moved together. */
  onCompact = () => {};
  /** Told after bytes were written: the chip does nothing else meanwhile. */
  onWrite = () => {};
  private readonly entries: StorageEntries;
  private readonly end: number;

  constructor(
    private readonly memory: FlashMemory,
    private readonly begin: number,
    readonly size: number,
  ) {
    this.end = begin + size;
    this.entries = new StorageEntries(memory, begin, this.end);
  }

  get(name: string): Buffer | undefined {
    const entry = this.find(name);
    return entry && this.memory.read(entry.address + HEADER_BYTES, entry.size);
  }

  /** Puts `bytes` there as the file `name`; what had the name before is replaced. Throws StorageError when it is full. */
  set(name: string, bytes: Buffer): void {
    this.write(name, bytes, 0, 0);
  }

  /** True when there was such a file. */
  delete(name: string): boolean {
    const entry = this.find(name);
    if (entry) this.memory.write(entry.address + NAME_AT, Buffer.alloc(4));
    return entry !== undefined;
  }

  clear(): void {
    this.memory.eraseSectors(this.begin, this.size);
  }

  /** In the order in which they were written. */
  names(): string[] {
    return this.living().map((entry) => entry.name);
  }

  /** Behind the last file; what replaced files took comes back only when the files are moved together. */
  get freeBytes(): number {
    return this.end - this.nextFree();
  }

  /** False when what lies there is no Storage; Espruino erases it then. */
  get isValid(): boolean {
    return this.entries.areValid;
  }

  /**
   * Writes a file, or with `offset` a part of one; its first part says the `total`. Gives false when the same bytes were
   * there. Throws StorageError.
   */
  write(name: string, bytes: Buffer, offset: number, total: number): boolean {
    const size = total || bytes.length;
    if (size === 0) throw new StorageError("Can't create zero length file");
    const before = this.find(name);
    if (offset === 0 && bytes.length === size && this.get(name)?.equals(bytes)) return false;
    const entry = offset === 0 ? this.placeFor(name, size, before) : before;
    if (!entry) throw new StorageError('Unable to find or create file');
    if (offset + bytes.length > entry.size) throw new StorageError('Too much data for file size');
    const address = entry.address + HEADER_BYTES + offset;
    if (!this.entries.isErased(address, bytes.length)) {
      throw new StorageError('File already written with different data');
    }
    this.memory.write(address, bytes);
    this.onWrite();
    return true;
  }

  /** Moves the files that live together; false when there is nothing to gain. */
  compact(): boolean {
    if (!this.entries.all().some((entry) => entry.isReplaced)) return false;
    this.onCompact();
    const kept = this.living().map((entry) => this.memory.read(entry.address, bytesOnFlash(entry.size)));
    this.clear();
    this.memory.write(this.begin, Buffer.concat(kept));
    return true;
  }

  /** A file's place: where it lies already with nothing in it, or behind all others. */
  private placeFor(name: string, size: number, before: StorageEntry | undefined): StorageEntry | undefined {
    const isEmpty = before && this.entries.isErased(before.address + HEADER_BYTES, before.size);
    if (isEmpty && before.size === size && before.flags === 0) return before;
    if (before) this.delete(name);
    const needed = bytesOnFlash(size);
    if (this.freeBytes < needed && this.gainableBytes > needed) this.compact();
    return this.freeBytes < needed ? undefined : this.create(name, size);
  }

  private create(name: string, size: number): StorageEntry | undefined {
    const address = this.nextFree();
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(size);
    header.write(name.slice(0, LONGEST_NAME), NAME_AT, 'latin1');
    this.memory.write(address, header);
    return this.entries.at(address);
  }

  private nextFree(): number {
    const last = this.entries.all().at(-1);
    return last ? addressBehind(last) : this.begin;
  }

  private get gainableBytes(): number {
    const replaced = this.entries.all().filter((entry) => entry.isReplaced);
    return this.freeBytes + replaced.reduce((sum, entry) => sum + entry.size, 0);
  }

  private find(name: string): StorageEntry | undefined {
    const key = name.slice(0, LONGEST_NAME);
    return this.entries.all().find((entry) => !entry.isReplaced && entry.name === key);
  }

  private living(): StorageEntry[] {
    return this.entries.all().filter((entry) => !entry.isReplaced && KEPT_FLAGS.includes(entry.flags));
  }
}
