import { crc32 } from 'node:zlib';
import { chipJson, chipText } from '../language/chip-text';
import type { RandomNumbers } from './random-numbers';
import type { ScriptFunction, ScriptWorld } from './script-world';
import { bytesIn, type ChipFlash, STORAGE_BYTES } from './storage';

/** What the functions below need to know of their chip. */
export interface SystemParts {
  mac: string;
  flash: ChipFlash;
  random: RandomNumbers;
  print(line: string): void;
  nowMs(): number;
  setTime(seconds: number): void;
  restart(isBootCodeRun: boolean): void;
  takeErrorFlags(): string[];
}

const VERSION = '2v29';
const MODULES = 'timer,Flash,Storage,heatshrink,net,dgram,http,Wifi,ESP8266,TelnetServer,crypto,neopixel';
/** What the firmware's variables leave of the pool cannot be known here; a number in the right order. */
const FREE_VARIABLES = 1200;
const VARIABLES = 1600;

/** The globals of the 4 MB build that are neither timers, pins nor JavaScript. */
export function systemGlobals(world: ScriptWorld, parts: SystemParts): Record<string, unknown> {
  const print: ScriptFunction = (...values) => parts.print(values.map(chipText).join(' '));
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
    load: () => parts.restart(true),
    reset: () => parts.restart(false),
    save: () => {
      throw world.error('There is code in flash already: save() would hide it');
    },
    echo: () => {},
  };
}

/** `E`. Watchdog and console settings are accepted and do nothing, as nothing hangs on them here. */
function systemFunctions(world: ScriptWorld, parts: SystemParts): Record<string, ScriptFunction> {
  const functions: Record<string, ScriptFunction> = {
    getErrorFlags: () => world.copy(parts.takeErrorFlags()),
    reboot: () => parts.restart(true),
    srand: (seed) => parts.random.seed(Number(seed)),
    hwRand: () => parts.random.next(),
    CRC32: (data) => crc32(Buffer.from(bytesOf(data), 'latin1')),
    toString: (data?: unknown) => bytesOf(data),
    toUint8Array: (data) => bytesIn(world, bytesOf(data)),
    toArrayBuffer: (data) => bytesIn(world, bytesOf(data)).buffer,
    setBootCode: (code) => setBootCode(parts.flash, code),
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
  return Object.assign(world.globals.Object(), {
    version: VERSION,
    env: world.copy({
      VERSION,
      BOARD: 'ESP8266_4MB',
      RAM: 81_920,
      FLASH: 0,
      STORAGE: STORAGE_BYTES,
      SERIAL: serial(parts.mac),
      CONSOLE: 'Serial1',
      MODULES,
    }),
    memory: () =>
      world.copy({
        free: FREE_VARIABLES,
        usage: VARIABLES - FREE_VARIABLES,
        total: VARIABLES,
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

function setBootCode(flash: ChipFlash, code: unknown): void {
  flash.files.delete('.bootcde');
  if (code !== undefined) flash.files.set('.bootcde', Buffer.from(String(code), 'latin1'));
  flash.writes += 1;
}
