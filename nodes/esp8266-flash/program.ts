import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ChipSettings } from '../../protocol/chip-settings';
import { EspruinoSyntaxError, parseForChip } from '../../protocol/espruino-syntax';
import { settingsScript } from '../../protocol/settings-script';
import { FlashError } from './flash-error';
import type { ProgramSource } from './flash-request';

/** Built, minified and checked for the chip already (firmware/bundle.mjs); the second one signs what it sends. */
const FIRMWARE = join(__dirname, '../../firmware/firmware.js');
const SIGNED_FIRMWARE = join(__dirname, '../../firmware/firmware-signed.js');
/** Room that stays free for what a program saves, and for moving files together. */
const FREE_STORAGE_BYTES = 4096;
/** What the largest Storage holds. */
const MOST_FILE_BYTES = 192 * 1024;

/**
 * The program to store on the chip, one character for each byte: the firmware with its settings in front, or a person's own
 * script as UTF-8. It holds the Wi-Fi password and the key, so it belongs into no log. `flashedAt` is the Unix time in
 * seconds. Throws FlashError `program-bad` for what the chip cannot run.
 */
export function programFor(source: ProgramSource, settings: ChipSettings, flashedAt: number): string {
  if (source.kind === 'firmware') return firmwareWith({ ...settings, flashedAt });
  const code = (source.kind === 'file' ? readScript(source.path) : source.code).replace(/^\ufeff/, '');
  refuseForChip(code);
  return Buffer.from(code, 'utf8').toString('latin1');
}

/** Throws FlashError `program-bad` when `program` leaves no room in a Storage of so many bytes (`process.env.STORAGE`). */
export function checkFits(program: string, storageBytes: number): void {
  const mostBytes = storageBytes - FREE_STORAGE_BYTES;
  if (program.length > mostBytes) {
    throw bad(`it has ${program.length} bytes, and this chip has room for ${mostBytes}; minify it`);
  }
}

/** Throws FlashError `program-bad` when a chip that has these `modules` (`process.env.MODULES`) cannot sign. */
export function checkSigns(modules: unknown): void {
  if (String(modules).split(',').includes('crypto')) return;
  throw bad('it signs, and this build of Espruino has no crypto module; use another release, or no key');
}

function firmwareWith(settings: ChipSettings): string {
  const firmware = settings.key === undefined ? FIRMWARE : SIGNED_FIRMWARE;
  return settingsScript(settings) + readFileSync(firmware, 'latin1');
}

function readScript(path: string): string {
  try {
    const file = statSync(path);
    if (!file.isFile()) throw new Error(`${path} is no file`);
    if (file.size > MOST_FILE_BYTES) throw new Error(`${path} must have at most ${MOST_FILE_BYTES} bytes, it has more`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw bad((error as Error).message, error);
  }
}

/** On the chip it would fail where nobody looks, and only when it comes to the place. */
function refuseForChip(code: string): void {
  if (code.trim() === '') throw bad('it is empty');
  // Espruino takes NUL for the end of the script
  if (code.includes('\0')) throw bad('it holds a NUL character; write \\x00');
  try {
    parseForChip(code);
  } catch (error) {
    if (error instanceof EspruinoSyntaxError) throw bad(error.message, error);
    if (error instanceof RangeError) throw bad('it is nested too deeply', error);
    throw error;
  }
}

function bad(detail: string, cause?: unknown): FlashError {
  return new FlashError('program-bad', { detail }, { cause });
}
