import { crc32, gzipSync } from 'node:zlib';
import { type BuildName, ESPRUINO_BUILDS } from './espruino-build';
import { type FlashSettings, flashedCodeHeader, segmentsFile } from './image/firmware-file';
import { PseudoCode } from './image/pseudo-code';
import { tar } from './image/tar';

/** The files of a release, by what they are. */
export interface ImageParts {
  /** For address 0: the second boot loader. Written as it is, its header says QIO, 40 MHz, 512 KB. */
  boot: Buffer;
  /** For address 0x1000. */
  user1: Buffer;
  /** The same program for the other half of the flash, for updates over the air. */
  user2: Buffer;
  /** 128 bytes about the radio, for 16 KB before the end. */
  rfData: Buffer;
  /** 4 KB of FF, for 8 KB before the end: the SDK finds no settings there. */
  blank: Buffer;
}

export interface PretendedEspruino {
  /** For address 0, as large as the flash it is for. */
  combined: Buffer;
  /** The `.tgz` with the parts. */
  archive: Buffer;
  parts: ImageParts;
}

/**
 * A release of Espruino for the ESP8266 with no byte of Espruino in it: sizes, headers, checksums, addresses and file
 * names are those of a real one, its code is noise that deflates to about 70 %. The simulated chip knows what it boots by
 * the version and the board's name in it. Source: Espruino's make/targets/ESP8266.make and gen_appbin_python3.py.
 */
export function pretendedEspruino(options: { version?: string; build?: BuildName } = {}): PretendedEspruino {
  const { version = '2v29', build = '4mb' } = options;
  const parts = {
    boot: bootLoader(),
    user1: userFile(version, build, 1),
    user2: userFile(version, build, 2),
    rfData: Buffer.concat([Buffer.of(RF_DATA_START), new PseudoCode(3).bytes(127)]),
    blank: Buffer.alloc(4096, 0xff),
  };
  return { combined: combined(parts, build), archive: archive(parts, folderOf(version, build)), parts };
}

/** Begins the radio's data; the SDK boots with nothing else. */
export const RF_DATA_START = 0x05;
export const USER1_ADDRESS = 0x1000;
/** How far before the end of the flash the radio's data and the SDK's settings lie. */
export const RF_DATA_BEFORE_END = 0x4000;
export const SETTINGS_BEFORE_END = 0x2000;

/** `flashSettings`: what user1 says of itself, which nobody reads; a little less than the largest size that fits. */
const BUILDS: Record<BuildName, { flashBytes: number; codeBytes: number; flashSettings: FlashSettings }> = {
  '4mb': {
    flashBytes: 4096 * 1024,
    codeBytes: 780_000,
    flashSettings: { mode: 'qio', sizeCode: 6, frequencyCode: 15 },
  },
  '512kb': {
    flashBytes: 512 * 1024,
    codeBytes: 430_000,
    flashSettings: { mode: 'qio', sizeCode: 0, frequencyCode: 0 },
  },
};

const CODE_ADDRESS = 0x40100000;
const DATA_ADDRESS = 0x3ffe8000;

/** 4080 bytes like boot_v1.6.bin, in segments of the lengths that its boot log tells. */
function bootLoader(): Buffer {
  const code = new PseudoCode(1);
  return segmentsFile(0x4010f4f4, { mode: 'qio', sizeCode: 0, frequencyCode: 0 }, [
    { address: CODE_ADDRESS, bytes: code.bytes(2592) },
    { address: DATA_ADDRESS, bytes: code.bytes(764) },
    { address: 0x3ffe82fc, bytes: code.bytes(676) },
  ]);
}

function userFile(version: string, build: BuildName, half: 1 | 2): Buffer {
  const { codeBytes, flashSettings } = BUILDS[build];
  const code = new PseudoCode(half === 1 ? 2 : 4);
  const flashed = code.bytes(codeBytes);
  flashed.write(
    `\n ${version} (c) nobody: noise in the shape of a release\n\0${ESPRUINO_BUILDS[build].board}\0`,
    0x400,
  );
  const entry = 0x40100450;
  const before = Buffer.concat([flashedCodeHeader(entry, flashed), flashed]);
  const segments = [
    { address: CODE_ADDRESS, bytes: code.bytes(30_000) },
    { address: DATA_ADDRESS, bytes: code.bytes(1_400) },
    { address: 0x3ffe8580, bytes: code.bytes(6_800) },
  ];
  const checked = Buffer.concat([before, segmentsFile(entry, flashSettings, segments, before.length)]);
  return Buffer.concat([checked, uploadChecksum(checked)]);
}

/** Over the whole file, for updates over the air; the tool that makes it counts one too far. */
function uploadChecksum(file: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE((crc32(file) + 1) >>> 0);
  return checksum;
}

function combined(parts: ImageParts, build: BuildName): Buffer {
  const { flashBytes } = BUILDS[build];
  const image = Buffer.alloc(flashBytes, 0xff);
  parts.boot.copy(image, 0);
  parts.user1.copy(image, USER1_ADDRESS);
  parts.rfData.copy(image, flashBytes - RF_DATA_BEFORE_END);
  return image;
}

/** The folder in an archive, and the file's name without its end. */
export function folderOf(version: string, build: BuildName): string {
  return `espruino_${version}_esp8266${build === '4mb' ? '_4mb' : ''}`;
}

function archive(parts: ImageParts, folder: string): Buffer {
  const note = Buffer.from('Noise in the shape of a release of Espruino, for a simulated chip.\n');
  const files = [
    { path: 'espruino_esp8266_user1.bin', bytes: parts.user1 },
    { path: 'espruino_esp8266_user2.bin', bytes: parts.user2 },
    { path: 'wiflash.sh', bytes: Buffer.from('#!/bin/sh\nexit 1\n'), isProgram: true },
    { path: 'blank.bin', bytes: parts.blank },
    { path: 'esp_init_data_default.bin', bytes: parts.rfData },
    { path: 'boot_v1.6.bin', bytes: parts.boot },
    { path: 'README_flash.txt', bytes: note },
    { path: 'Makefile', bytes: note },
  ];
  return gzipSync(tar(files.map((file) => ({ ...file, path: `${folder}/${file.path}` }))));
}
