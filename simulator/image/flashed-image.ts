import { crc32 } from 'node:zlib';
import { CHECKSUM_SEED, checksumOf } from '../chip/checksum';
import type { FlashMemory } from '../chip/flash-memory';
import { type BuildName, ESPRUINO_BUILDS, type EspruinoBuild } from '../espruino-build';
import { RF_DATA_BEFORE_END, RF_DATA_START, SETTINGS_BEFORE_END, USER1_ADDRESS } from '../espruino-image';
import {
  FILE_HEADER_BYTES,
  FLASH_MODES,
  FLASHED_CODE_MAGIC,
  type FlashMode,
  LINE_BYTES,
  SEGMENT_HEADER_BYTES,
  SEGMENTS_MAGIC,
} from './firmware-file';
import { type FlashMap, flashMap } from './flash-map';

/** Espruino as it was found in the flash. */
export interface FlashedImage {
  version: string;
  build: EspruinoBuild;
  mode: FlashMode;
  map: FlashMap;
  frequencyMhz: number;
  /** Where the SDK keeps its settings. */
  settingsAddress: number;
}

/** Why a chip does not get as far as Espruino; `text` is what it says about it at 74880 baud. */
export interface BootFault {
  fault: 'no image' | 'flash mode' | 'boot loader' | 'no program' | 'program' | 'code' | 'radio data';
  text: string;
}

/**
 * What the chip boots, or why it does not. Checks what the boot ROM, the second boot loader and the SDK check: the headers
 * and checksums, whether the module's flash can be read in the header's mode (`modes`), and the radio's data.
 */
export function readImage(flash: FlashMemory, modes: readonly FlashMode[]): FlashedImage | BootFault {
  const [magic, , modeCode = 0, sizes = 0] = flash.read(0, FILE_HEADER_BYTES);
  const mode = FLASH_MODES[modeCode];
  if (magic !== SEGMENTS_MAGIC) return { fault: 'no image', text: 'ets_main.c' };
  if (!mode || !modes.includes(mode)) return { fault: 'flash mode', text: CHECKSUM_ERROR };
  if (endOfSegments(flash, 0) === undefined) return { fault: 'boot loader', text: CHECKSUM_ERROR };
  const program = readProgram(flash);
  if ('fault' in program) return program;
  const map = flashMap(sizes >> 4);
  const mapBytes = map.kilobytes * 1024;
  // flash that is smaller than its map shows its own end there
  const radio = flash.read((mapBytes - RF_DATA_BEFORE_END) % flash.size, 1).readUInt8();
  if (radio !== RF_DATA_START) return { fault: 'radio data', text: radioError(radio) };
  const settingsAddress = (mapBytes - SETTINGS_BEFORE_END) % flash.size;
  return { ...program, mode, map, frequencyMhz: MEGAHERTZ[sizes & 0x0f] ?? 40, settingsAddress };
}

const MEGAHERTZ: Record<number, number> = { 0: 40, 1: 26, 2: 20, 15: 80 };

const CHECKSUM_ERROR = 'csum err\r\nets_main.c';

function radioError(found: number): string {
  return `rf_cal[0] !=0x05,is 0x${found.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** user1: code that stays in the flash, then segments, then a checksum over all of it. */
function readProgram(flash: FlashMemory): Pick<FlashedImage, 'version' | 'build'> | BootFault {
  const header = flash.read(USER1_ADDRESS, FILE_HEADER_BYTES + SEGMENT_HEADER_BYTES);
  const codeAt = USER1_ADDRESS + header.length;
  const codeBytes = header.readUInt32LE(FILE_HEADER_BYTES + 4);
  const segmentsAt = codeAt + codeBytes;
  if (header[0] !== FLASHED_CODE_MAGIC || segmentsAt > flash.size - LINE_BYTES) return NO_PROGRAM;
  const end = endOfSegments(flash, segmentsAt, USER1_ADDRESS);
  if (end === undefined) return { fault: 'program', text: CHECKSUM_ERROR };
  if (!isWhole(flash, end)) return { fault: 'code', text: 'Fatal exception (0):' };
  const code = flash.read(codeAt, codeBytes).toString('latin1');
  const version = VERSION.exec(code)?.[1];
  const build = BUILD_NAMES.map((name) => ESPRUINO_BUILDS[name]).find(({ board }) => code.includes(board));
  return version && build ? { version, build } : { fault: 'no image', text: '' };
}

const NO_PROGRAM: BootFault = { fault: 'no program', text: 'error magic!' };
const BUILD_NAMES: BuildName[] = ['4mb', '512kb'];
/** Espruino's banner says ` 2v29 (c) 2026 …`. Source: src/jsinteractive.c. */
const VERSION = / (\d+v\d+(?:\.\d+)?) \(c\) /;

/** The address behind the checksum; undefined when there are no segments or the checksum is not theirs. */
function endOfSegments(flash: FlashMemory, start: number, fileStart = start): number | undefined {
  const [magic, count = 0] = flash.read(start, FILE_HEADER_BYTES);
  if (magic !== SEGMENTS_MAGIC) return undefined;
  let address = start + FILE_HEADER_BYTES;
  let sum = CHECKSUM_SEED;
  for (let index = 0; index < count; index += 1) {
    if (address + SEGMENT_HEADER_BYTES > flash.size) return undefined;
    const bytes = flash.read(address, SEGMENT_HEADER_BYTES).readUInt32LE(4);
    address += SEGMENT_HEADER_BYTES;
    if (address + bytes + LINE_BYTES > flash.size) return undefined;
    sum = checksumOf(flash.read(address, bytes), sum);
    address += bytes;
  }
  const lines = Math.floor((address + 1 - fileStart) / LINE_BYTES) + 1;
  const end = fileStart + lines * LINE_BYTES;
  return flash.read(end - 1, 1)[0] === sum ? end : undefined;
}

/**
 * The sum over the whole file stands behind it; nobody on the chip reads it, but code that differs from it does not run.
 * The tool that writes it adds one, and under an old Python inverts instead.
 */
function isWhole(flash: FlashMemory, end: number): boolean {
  if (end + 4 > flash.size) return false;
  const sum = crc32(flash.read(USER1_ADDRESS, end - USER1_ADDRESS));
  const stored = flash.read(end, 4).readUInt32LE();
  return stored === (sum + 1) >>> 0 || stored === ~sum >>> 0;
}
