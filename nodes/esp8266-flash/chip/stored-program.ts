import { STORAGE } from '../image/layout';
import type { FlashPart } from './flash-part';

/** A place in the flash, in bytes. */
export interface FlashArea {
  address: number;
  length: number;
}

const SECTOR_BYTES = 4096;
/** What Espruino runs when it comes up (jsfLoadBootCodeFromFlash in src/jsflash.c), and the memory that `save()` keeps. */
const PROGRAMS = ['.bootcde', '.bootrst', '.varimg', '.bootPowerOn', '.boot0', '.boot1', '.boot2', '.boot3'];
const HEADER_BYTES = 32;
const NAME_OFFSET = 4;
/** The upper byte of the size holds flags. */
const SIZE_MASK = 0xffffff;
const UNUSED = 0xffffffff;

/** Where programs may be stored in a flash of this size: what is there is for `withoutPrograms`. */
export function programAreas(flashBytes: number): FlashArea[] {
  return Object.values(STORAGE)
    .map(({ address, bytes }) => ({ address, length: bytes }))
    .filter(({ address, length }) => address + length <= flashBytes);
}

/**
 * What to write so that nothing of this area runs at power-up any more: those of its sectors that hold the name of such a
 * file, with the name wiped out, as Espruino itself does when a file is erased. All other files stay. Empty: nothing runs.
 */
export function withoutPrograms(area: FlashPart): FlashPart[] {
  const bytes = Buffer.from(area.bytes);
  const sectors = new Set<number>();
  for (const header of headersIn(bytes)) {
    const name = header + NAME_OFFSET;
    if (!PROGRAMS.includes(bytes.toString('latin1', name, header + HEADER_BYTES).replace(/\0+$/, ''))) continue;
    bytes.fill(0, name, name + 4);
    sectors.add(sectorAt(name));
  }
  return [...sectors].map((start) => ({
    address: area.address + start,
    bytes: bytes.subarray(start, start + SECTOR_BYTES),
  }));
}

/**
 * Where each file's header begins: behind the file before it, or at the begin of the next sector, as older releases had it
 * (jsfGetNextFileHeader in src/jsflash.c). A header is a size, and a name that is filled up with zeros.
 */
function* headersIn(bytes: Buffer): Generator<number> {
  for (let header = 0; header + HEADER_BYTES <= bytes.length; ) {
    if (!isFile(bytes, header)) {
      header = sectorAt(header) + SECTOR_BYTES;
      if (!isFile(bytes, header)) return;
    }
    yield header;
    header = aligned(endOfFile(bytes, header));
  }
}

function isFile(bytes: Buffer, header: number): boolean {
  if (header + HEADER_BYTES > bytes.length) return false;
  const size = bytes.readUInt32LE(header);
  return size !== 0 && size !== UNUSED && endOfFile(bytes, header) <= bytes.length;
}

function endOfFile(bytes: Buffer, header: number): number {
  return header + HEADER_BYTES + (bytes.readUInt32LE(header) & SIZE_MASK);
}

function aligned(offset: number): number {
  return Math.ceil(offset / 4) * 4;
}

function sectorAt(offset: number): number {
  return Math.floor(offset / SECTOR_BYTES) * SECTOR_BYTES;
}
