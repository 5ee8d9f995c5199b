import { chipJson } from '../language/chip-text';
import type { ScriptWorld } from './script-world';

/** What of a chip survives a power cycle. */
export class ChipFlash {
  /** Storage: files as the bytes they hold, by name. */
  readonly files = new Map<string, Buffer>();
  /** The SDK's own note of the Wi-Fi mode: 1 station, 2 access point, 3 both. A new chip is an access point. */
  wifiMode = 2;
  /** How often Storage was written: flash wears. */
  writes = 0;
}

/** `require("Storage")` over `flash`. Sizes are those of the 4 MB build. */
export function storageModule(world: ScriptWorld, flash: ChipFlash): Record<string, unknown> {
  return world.expose(new Storage(world, flash), [
    'read',
    'readJSON',
    'readArrayBuffer',
    'write',
    'writeJSON',
    'erase',
    'eraseAll',
    'list',
    'getFree',
    'hash',
    'compact',
  ]);
}

/** 48 pages of 4 KB. */
export const STORAGE_BYTES = 196_608;
const HEADER_BYTES = 32;
const LONGEST_NAME = 28;

class Storage {
  constructor(
    private readonly world: ScriptWorld,
    private readonly flash: ChipFlash,
  ) {}

  read(name: unknown, offset = 0, length?: number): string | undefined {
    const file = this.flash.files.get(fileName(name));
    return file?.subarray(offset, length ? offset + length : undefined).toString('latin1');
  }

  readJSON(name: unknown, isQuiet?: boolean): unknown {
    const text = this.read(name);
    if (text === undefined) return undefined;
    try {
      return this.world.globals.JSON.parse(text);
    } catch (error) {
      if (isQuiet) return undefined;
      throw error;
    }
  }

  readArrayBuffer(name: unknown): unknown {
    const text = this.read(name);
    if (text === undefined) return undefined;
    return bytesIn(this.world, text).buffer;
  }

  /** Writing what is there already touches nothing; a file made of parts is written with `offset` and, first, `total`. */
  write(name: unknown, data: unknown, offset = 0, total = 0): boolean {
    const bytes = Buffer.from(typeof data === 'string' ? data : (chipJson(data) ?? ''), 'latin1');
    const key = fileName(name);
    if (bytes.length === 0 && total === 0) throw this.world.error("Can't create zero length file");
    const file = offset === 0 ? this.create(key, bytes, total) : this.flash.files.get(key);
    if (file === undefined) throw this.world.error('Unable to find or create file');
    if (offset + bytes.length > file.length) throw this.world.error('Too much data for file size');
    if (file.subarray(offset, offset + bytes.length).equals(bytes)) return true;
    bytes.copy(file, offset);
    this.flash.writes += 1;
    return true;
  }

  writeJSON(name: unknown, data: unknown): boolean {
    return this.write(name, chipJson(data));
  }

  erase(name: unknown): void {
    this.flash.files.delete(fileName(name));
  }

  eraseAll(): void {
    this.flash.files.clear();
  }

  list(filter?: RegExp): unknown {
    return this.world.copy([...this.flash.files.keys()].filter((name) => !filter || filter.test(name)));
  }

  getFree(): number {
    let used = 0;
    for (const file of this.flash.files.values()) used += bytesOf(file.length);
    return STORAGE_BYTES - used;
  }

  hash(name: unknown): number {
    let hash = 0;
    for (const byte of this.flash.files.get(fileName(name)) ?? []) hash = (Math.imul(hash, 31) + byte) | 0;
    return hash;
  }

  compact(): void {
    // dead copies are not kept here, so there is nothing to make smaller
  }

  private create(key: string, bytes: Buffer, total: number): Buffer | undefined {
    const size = total || bytes.length;
    const before = this.flash.files.get(key);
    if (before?.length === size) return before;
    if (this.getFree() + (before ? bytesOf(before.length) : 0) < bytesOf(size)) return undefined;
    const file = Buffer.alloc(size, 0xff);
    this.flash.files.set(key, file);
    return file;
  }
}

/** A name is cut without a word. */
function fileName(name: unknown): string {
  return String(name).slice(0, LONGEST_NAME);
}

function bytesOf(size: number): number {
  return HEADER_BYTES + Math.ceil(size / 4) * 4;
}

/** The characters of `text` as a Uint8Array of the script's own. */
export function bytesIn(world: ScriptWorld, text: string): Uint8Array {
  const bytes: Uint8Array = new world.globals.Uint8Array(text.length);
  bytes.set(Buffer.from(text, 'latin1'));
  return bytes;
}
