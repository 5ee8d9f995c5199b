import { crc32 } from 'node:zlib';
import type { EspruinoBuild } from '../espruino-build';
import { chipJson } from '../language/chip-text';
import { dataText, printText } from '../language/value-text';
import { BOOT_CODE, removeBootCode, type Start, saveBootCode } from './boot-files';
import type { ChipFlash } from './chip-flash';
import type { RandomNumbers } from './random-numbers';
import type { ScriptFunction, ScriptWorld } from './script-world';
import { bytesIn } from './storage';

/** What the functions below need to know of their chip. */
export interface SystemParts {
  mac: string;
  flash: ChipFlash;
  firmware: { version: string; build: EspruinoBuild };
  random: RandomNumbers;
  print(line: string): void;
  nowMs(): number;
  setTime(seconds: number): void;
  echo(isOn: boolean): void;
  restart(start: Start): void;
  takeErrorFlags(): string[];
}

/** What the program's variables take of the pool cannot be known here; a number in the right order. */
const USED_VARIABLES = 400;

/** The globals that are neither timers, pins nor JavaScript. */
export function systemGlobals(world: ScriptWorld, parts: SystemParts): Record<string, unknown> {
  const print: ScriptFunction = (...values) => parts.print(values.map(printText).join(' '));
  return {
    print,
    console: Object.assign(world.globals.Object(), {
      log: print,
      debug: print,
      info: print,
      warn: print,
      error: print,
    }),
    E: Object.assign(world.globals.Object(), systemFunctions(world, parts)),
    process: processObject(world, parts),
    getSerial: () => serial(parts.mac),
    getTime: () => parts.nowMs() / 1000,
    setTime: (seconds: number) => parts.setTime(seconds),
    btoa: (text: unknown) => Buffer.from(String(text), 'latin1').toString('base64'),
    atob: (text: unknown) => Buffer.from(String(text), 'base64').toString('latin1'),
    load: (file?: unknown) => parts.restart(file === undefined ? { how: 'load' } : { how: 'load', file: String(file) }),
    reset: (isFlashCleared?: unknown) => reset(parts, Boolean(isFlashCleared)),
    save: () => {
      if (parts.flash.files.get(BOOT_CODE) === undefined) return;
      throw world.error(`Cannot save: ${BOOT_CODE} file already exists. Please remove it first.`);
    },
    echo: (isOn: unknown) => parts.echo(Boolean(isOn)),
  };
}

/** `E`. Watchdog and console settings are accepted and do nothing, as nothing hangs on them here. */
function systemFunctions(world: ScriptWorld, parts: SystemParts): Record<string, ScriptFunction> {
  const functions: Record<string, ScriptFunction> = {
    getErrorFlags: () => world.copy(parts.takeErrorFlags()),
    reboot: () => parts.restart({ how: 'reboot' }),
    srand: (seed) => parts.random.seed(Number(seed)),
    hwRand: () => parts.random.next(),
    CRC32: (data) => crc32(Buffer.from(bytesOf(data), 'latin1')),
    toString: (data?: unknown) => bytesOf(data),
    toJS: (value) => dataText(value),
    toUint8Array: (data) => bytesIn(world, bytesOf(data)),
    toArrayBuffer: (data) => bytesIn(world, bytesOf(data)).buffer,
    setBootCode: (code, isAlwaysRun) => setBootCode(parts.flash, code, Boolean(isAlwaysRun)),
    getSizeOf: (value) => 1 + Math.ceil((chipJson(value) ?? '').length / 8),
    enableWatchdog: () => {},
    kickWatchdog: () => {},
    setConsole: () => {},
    setPassword: () => {},
    setTimeZone: () => {},
  };
  return functions;
}

function processObject(world: ScriptWorld, parts: SystemParts): Record<string, unknown> {
  const { version, build } = parts.firmware;
  return Object.assign(world.globals.Object(), {
    version,
    env: world.copy({
      VERSION: version,
      BOARD: build.board,
      RAM: 81_920,
      FLASH: 0,
      STORAGE: build.storage.bytes,
      SERIAL: serial(parts.mac),
      CONSOLE: 'Serial1',
      MODULES: build.modules,
    }),
    memory: () =>
      world.copy({
        free: build.variables - USED_VARIABLES,
        usage: USED_VARIABLES,
        total: build.variables,
        history: 0,
        gc: 0,
        gctime: 1,
        blocksize: 12,
      }),
  });
}

/** The MAC with a dash after four bytes: 5ccf7f06-c0db. */
function serial(mac: string): string {
  const digits = mac.replace(/:/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

function bytesOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (data instanceof Object || typeof data === 'object')
    return Buffer.from(data as ArrayLike<number>).toString('latin1');
  return String(data);
}

function setBootCode(flash: ChipFlash, code: unknown, isAlwaysRun: boolean): void {
  saveBootCode(flash.files, code === undefined ? '' : String(code), isAlwaysRun);
  flash.writes += 1;
}

/** `reset(true)` takes the saved program away as well. */
function reset(parts: SystemParts, isFlashCleared: boolean): void {
  if (isFlashCleared) {
    parts.print('Erasing saved code.');
    removeBootCode(parts.flash.files);
    parts.print('Done!');
  }
  parts.restart({ how: 'reset' });
}
