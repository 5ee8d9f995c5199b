import { chipJson } from '../language/chip-text';
import type { ChipFlash } from './chip-flash';
import type { ScriptWorld } from './script-world';
import { StorageError } from './storage-area';

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

class Storage {
  constructor(
    private readonly world: ScriptWorld,
    private readonly flash: ChipFlash,
  ) {}

  read(name: unknown, offset = 0, length?: number): string | undefined {
    const file = this.flash.files.get(String(name));
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
    try {
      if (this.flash.files.write(String(name), bytes, offset, total)) this.flash.writes += 1;
    } catch (error) {
      throw error instanceof StorageError ? this.world.error(error.message) : error;
    }
    return true;
  }

  writeJSON(name: unknown, data: unknown): boolean {
    return this.write(name, chipJson(data));
  }

  erase(name: unknown): void {
    this.flash.files.delete(String(name));
  }

  eraseAll(): void {
    this.flash.files.clear();
  }

  list(filter?: RegExp): unknown {
    return this.world.copy(this.flash.files.names().filter((name) => !filter || filter.test(name)));
  }

  getFree(): number {
    return this.flash.files.freeBytes;
  }

  hash(name: unknown): number {
    let hash = 0;
    for (const byte of this.flash.files.get(String(name)) ?? []) hash = (Math.imul(hash, 31) + byte) | 0;
    return hash;
  }

  compact(): void {
    this.flash.files.compact();
  }
}

/** The characters of `text` as a Uint8Array of the script's own. */
export function bytesIn(world: ScriptWorld, text: string): Uint8Array {
  const bytes: Uint8Array = new world.globals.Uint8Array(text.length);
  bytes.set(Buffer.from(text, 'latin1'));
  return bytes;
}
