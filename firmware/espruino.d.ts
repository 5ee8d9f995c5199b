/**
 * What Espruino 2v29 on the ESP8266 offers and the firmware uses, no more: no other library is loaded, so what the chip
 * has not does not compile. Source: the reference of https://www.espruino.com/Reference and the chip's network modules.
 */

declare let SETTINGS: import('../protocol/chip-settings').ChipSettings | undefined;

/** Set by the bundler: true in the program that signs what it sends (firmware/bundle.mjs). */
declare const IS_SIGNED: boolean;

/** The station's MAC in hex, `5ccf7f06-c0db`. */
declare function getSerial(): string;
declare function setTimeout(act: () => void, ms: number): number;
declare function setInterval(act: () => void, ms: number): number;
/** Throws for undefined; 0 and a number that is gone do nothing. Numbers are given again once the highest is gone. */
declare function clearTimeout(id: number): void;
/** Without `id`: every timer, time-outs too. */
declare function clearInterval(id?: number): void;
/** Writes the parts with a space between two. */
declare const console: { log(...parts: (string | number)[]): void };

declare const E: {
  /** Told after the call that ran out of memory (`MEMORY`) was given up; a flag that stays set is not told again. */
  on(event: 'errorFlag', act: (flags: string[]) => void): void;
  /** Gives the flags and clears them. */
  getErrorFlags(): string[];
};

declare function require(name: 'net'): { connect(to: { host: string; port: number }, connected: () => void): Socket };
/** SHA-1 of the bytes of all parts, one after the other: 20 bytes. Newer 512 KB builds than 2v17 have lost the module. */
declare function require(name: 'crypto'): { SHA1(parts: (string | ArrayBuffer | undefined)[]): ArrayBuffer };
declare function require(name: 'Storage'): {
  read(name: string): string | undefined;
  write(name: string, text: string): boolean;
};
declare function require(name: 'TelnetServer'): { setOptions(options: { mode: 'off' }): void };
declare function require(name: 'Wifi'): Wifi;

interface Socket {
  on(event: 'data', act: (chunk: string) => void): void;
  on(event: 'drain' | 'error' | 'close', act: () => void): void;
  /** Throws once the socket is closed. */
  write(text: string): void;
  /** Closes as soon as what was written is sent. */
  end(): void;
}

interface Wifi {
  startAP(
    ssid: string,
    options: { authMode: 'open' | 'wpa2'; password: string; channel: number; hidden: 0 | 1 },
    done: WifiDone,
  ): void;
  connect(ssid: string, options: { password: string }, done: WifiDone): void;
  stopAP(): void;
  disconnect(): void;
  getIP(): { ip: string; gw: string };
  getAPDetails(): { stations?: { ip: string; mac: string }[] };
  getHostByName(host: string, found: (ip: string | null) => void): void;
  on(event: 'connected' | 'disconnected' | 'sta_joined', act: () => void): void;
}

type WifiDone = (error: string | null) => void;

// The language itself: the members that the firmware uses.

type Object = {};
type IArguments = {};
interface RegExp {
  test(text: string): boolean;
}
type Boolean = {};
interface Number {
  toString(radix: number): string;
}
declare const String: { fromCharCode(code: number): string };
interface String {
  readonly length: number;
  /** NaN past the end. */
  charCodeAt(index: number): number;
  indexOf(part: string, from?: number): number;
  replace(part: string, by: string): string;
  replaceAll(part: string, by: string): string;
  substr(start: number, length?: number): string;
  toLowerCase(): string;
  trim(): string;
}
interface Array<T> {
  readonly length: number;
  [index: number]: T;
  concat(more: T[]): T[];
  filter(keeps: (item: T) => boolean): T[];
  indexOf(item: T): number;
  map<U>(act: (item: T) => U): U[];
  push(item: T): number;
  shift(): T | undefined;
}
interface ArrayBuffer {
  readonly byteLength: number;
}
declare const DataView: new (bytes: ArrayBuffer) => { getUint32(offset: number): number };
type Function = {};
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
declare const Function: new (parameter: string, body: string) => (counter: number) => unknown;
declare const Date: { now(): number };
declare const JSON: { parse(text: string): unknown; stringify(value: unknown): string };
declare const Math: {
  abs(value: number): number;
  max(...values: number[]): number;
  min(...values: number[]): number;
  round(value: number): number;
};
declare function parseInt(text: string | undefined, radix: number): number;
