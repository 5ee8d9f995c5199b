import { CHECKSUM_SEED, checksumOf } from './checksum';
import type { FlashMemory } from './flash-memory';
import type { ResetCause } from './running';

const IMAGE_MAGIC = 0xe9;
const HEADER_BYTES = 8;
const MAX_SEGMENT_BYTES = 0x10000;

/** The line that the boot ROM prints first after each reset, at 74880 baud. */
export function bootBanner(cause: ResetCause, isLoader: boolean): string {
  return `\r\n ets Jan  8 2013,rst cause:${cause}, boot mode:(${isLoader ? 1 : 3},6)\r\n\r\n`;
}

/** What the boot ROM prints while it loads what is at 0 in the flash, and whether that can run. */
export function bootLoading(flash: FlashMemory): { text: string; isValid: boolean } {
  const [magic = 0, segments = 0] = flash.read(0, HEADER_BYTES);
  if (magic !== IMAGE_MAGIC) return { text: 'ets_main.c \r\n', isValid: false };
  let text = '';
  let checksum = CHECKSUM_SEED;
  let position = HEADER_BYTES;
  for (let segment = 0; segment < segments; segment++) {
    const [address, length] = [flash.read(position, 4).readUInt32LE(), flash.read(position + 4, 4).readUInt32LE()];
    if (length > MAX_SEGMENT_BYTES || position + length + HEADER_BYTES >= flash.size) return failed(text);
    checksum = checksumOf(flash.read(position + HEADER_BYTES, length), checksum);
    position += HEADER_BYTES + length;
    text += `load 0x${hex(address, 8)}, len ${length}, room 16 \r\ntail 0\r\nchksum 0x${hex(checksum, 2)}\r\n`;
  }
  // the checksum is the last byte of a row of sixteen
  const stored = flash.read(position | 0x0f, 1).readUInt8();
  return stored === checksum ? { text: `${text}csum 0x${hex(checksum, 2)}\r\n`, isValid: true } : failed(text);
}

function failed(text: string): { text: string; isValid: boolean } {
  return { text: `${text}csum err\r\nets_main.c \r\n`, isValid: false };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
