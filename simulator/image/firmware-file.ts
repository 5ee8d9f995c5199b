import { CHECKSUM_SEED, checksumOf } from '../chip/checksum';

/** What a segment says of itself: where it goes in memory, and its bytes. */
export interface Segment {
  address: number;
  bytes: Buffer;
}

/** Byte 2 and 3 of a header: how the boot ROM shall talk to the flash. */
export interface FlashSettings {
  mode: FlashMode;
  /** High nibble of byte 3: the map of the flash. */
  sizeCode: number;
  /** Low nibble of byte 3: 0 is 40 MHz, 15 is 80 MHz. */
  frequencyCode: number;
}

/** In the order of their codes. Source: esptool's image format. */
export const FLASH_MODES = ['qio', 'qout', 'dio', 'dout'] as const;
export type FlashMode = (typeof FLASH_MODES)[number];

export const SEGMENTS_MAGIC = 0xe9;
export const FLASHED_CODE_MAGIC = 0xea;
/** A file that begins with code to be run from the flash says 4 where others count their segments. */
export const FLASHED_CODE_VERSION = 4;
export const FILE_HEADER_BYTES = 8;
export const SEGMENT_HEADER_BYTES = 8;
/** The checksum is the last byte of a line of so many. */
export const LINE_BYTES = 16;

/** A file of segments as the boot ROM loads it: header E9, segments, zeros, and the XOR of all their bytes. */
export function segmentsFile(entry: number, settings: FlashSettings, segments: Segment[], lineStart = 0): Buffer {
  const header = fileHeader(SEGMENTS_MAGIC, segments.length, settings, entry);
  const body = Buffer.concat([header, ...segments.flatMap((one) => [segmentHeader(one), one.bytes])]);
  const free = LINE_BYTES - ((lineStart + body.length + 1) % LINE_BYTES);
  return Buffer.concat([body, Buffer.alloc(free), Buffer.of(sumOf(segments))]);
}

/** The header that stands before code that is run from the flash, and the code's own. */
export function flashedCodeHeader(entry: number, code: Buffer): Buffer {
  const settings: FlashSettings = { mode: 'qio', sizeCode: 0, frequencyCode: 0 };
  const header = fileHeader(FLASHED_CODE_MAGIC, FLASHED_CODE_VERSION, settings, entry);
  return Buffer.concat([header, segmentHeader({ address: 0, bytes: code })]);
}

function sumOf(segments: Segment[]): number {
  return segments.reduce((sum, { bytes }) => checksumOf(bytes, sum), CHECKSUM_SEED);
}

function fileHeader(magic: number, count: number, settings: FlashSettings, entry: number): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  const { mode, sizeCode, frequencyCode } = settings;
  header.set([magic, count, FLASH_MODES.indexOf(mode), (sizeCode << 4) | frequencyCode]);
  header.writeUInt32LE(entry, 4);
  return header;
}

function segmentHeader({ address, bytes }: Segment): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.writeUInt32LE(address);
  header.writeUInt32LE(bytes.length, 4);
  return header;
}
