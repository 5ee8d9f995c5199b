import { crc32 } from 'node:zlib';
import { FlashError } from '../flash-error';

/**
 * Source of the formats: esptool's ESP8266 image classes and Espruino's gen_appbin_python3.py, and the images of
 * Espressif's SDK, which pass.
 */
const MAGIC = 0xe9;
const MAGIC_WITH_CODE_IN_FLASH = 0xea;
const HEADER_BYTES = 8;
const SEGMENT_HEADER_BYTES = 8;
const MOST_SEGMENTS = 16;
const CHECKSUM_SEED = 0xef;
const CHECKSUM_STANDS_LAST_OF = 16;
const CRC_BYTES = 4;

/**
 * The length of the image that the ROM boots, at the beginning of `bytes`: header, segments, checksum. Throws FlashError
 * `image-bad` where it is none or is cut off, `image-checksum` where its checksum is another one; `name` is for the person.
 */
export function bootImageLength(bytes: Buffer, name: string): number {
  return ramImageEnd(bytes, 0, name);
}

/**
 * The length of the image that Espressif's boot loader starts, at the beginning of `bytes`: the code that runs from flash,
 * then an image as the ROM boots it, then the CRC-32 of both. Throws as `bootImageLength` does.
 */
export function user1Length(bytes: Buffer, name: string): number {
  expectByte(bytes, 0, MAGIC_WITH_CODE_IN_FLASH, name);
  expectByte(bytes, 1, 4, name); // the only version that the boot loader takes
  const codeEnd = HEADER_BYTES + segmentBytes(bytes, HEADER_BYTES, name);
  const end = ramImageEnd(bytes, codeEnd, name);
  expectRoom(bytes, end + CRC_BYTES, name);
  const stored = bytes.readUInt32LE(end);
  const crc = crc32(bytes.subarray(0, end));
  // Espressif's script adds 1, and by a mistake with signs it inverts instead where the highest bit is set
  if (stored !== (crc + 1) >>> 0 && stored !== ~crc >>> 0) throw checksumError(name, hex(crc), hex(stored));
  return end + CRC_BYTES;
}

function ramImageEnd(bytes: Buffer, start: number, name: string): number {
  expectByte(bytes, start, MAGIC, name);
  expectRoom(bytes, start + HEADER_BYTES, name);
  const segments = bytes.readUInt8(start + 1);
  if (segments === 0 || segments > MOST_SEGMENTS) {
    throw bad(`${name} must have 1 to ${MOST_SEGMENTS} segments, its header says ${segments}`);
  }
  let end = start + HEADER_BYTES;
  let checksum = CHECKSUM_SEED;
  for (let segment = 0; segment < segments; segment++) {
    const next = end + segmentBytes(bytes, end, name);
    for (const byte of bytes.subarray(end + SEGMENT_HEADER_BYTES, next)) checksum ^= byte;
    end = next;
  }
  const checksumAt = end | (CHECKSUM_STANDS_LAST_OF - 1);
  expectRoom(bytes, checksumAt + 1, name);
  const stored = bytes.readUInt8(checksumAt);
  if (stored !== checksum) throw checksumError(name, hex(checksum), hex(stored));
  return checksumAt + 1;
}

/** Header and data of the segment at `at`. */
function segmentBytes(bytes: Buffer, at: number, name: string): number {
  expectRoom(bytes, at + SEGMENT_HEADER_BYTES, name);
  const length = SEGMENT_HEADER_BYTES + bytes.readUInt32LE(at + 4);
  expectRoom(bytes, at + length, name);
  return length;
}

function expectByte(bytes: Buffer, at: number, expected: number, name: string): void {
  expectRoom(bytes, at + 1, name);
  const came = bytes.readUInt8(at);
  if (came !== expected) throw bad(`${name} must have ${hex(expected)} at ${hex(at)}, there is ${hex(came)}`);
}

function expectRoom(bytes: Buffer, end: number, name: string): void {
  if (bytes.length < end) throw bad(`${name} must have at least ${end} bytes, there are ${bytes.length}`);
}

function checksumError(name: string, expected: string, came: string): FlashError {
  return new FlashError('image-checksum', { detail: `the checksum in ${name} must be ${expected}, it is ${came}` });
}

function bad(detail: string): FlashError {
  return new FlashError('image-bad', { detail });
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
