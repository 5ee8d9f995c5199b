import { FlashError } from '../flash-error';

/** The two builds of Espruino for this chip: one for 4 MB of flash and more, one for less. */
export type Build = '4mb' | '512kb';

/** Where the boot loader and the interpreter ("user1") go, in every flash. */
export const BOOT_ADDRESS = 0x0;
export const USER1_ADDRESS = 0x1000;

const KB = 1024;
const MB = 1024 * KB;

/** Where a build keeps the files of a person and of the program. Source: Espruino boards/ESP8266_4MB.py, ESP8266_BOARD.py */
export const STORAGE: Record<Build, { address: number; bytes: number }> = {
  '4mb': { address: 0xcb000, bytes: 48 * 4 * KB },
  '512kb': { address: 0x77000, bytes: 4 * 4 * KB },
};

/** The size of the official image that holds everything in one file. */
export const COMBINED_BYTES: Record<Build, number> = { '4mb': 4 * MB, '512kb': 512 * KB };

/** Where the parts go whose place depends on the size of the flash, and what the header says of that size. */
export interface Layout {
  rfDataAddress: number;
  /** The SDK's own parameters, which a blank sector resets. */
  blankAddress: number;
  /** Upper half of byte 3 of the header. */
  sizeCode: number;
  /** Lower half of it, for the flash modes that the chip is first tried with. */
  frequencyCode: number;
}

export const MHZ_80 = 0xf;
export const MHZ_40 = 0x0;
const SIZE_4MB_C1 = 6; // 1024 + 1024 KB: told plain 4 MB, the chip would one day write its parameters into Espruino

/** By size of flash for the 512 KB build. Source: Espruino targets/esp8266/README_flash.txt; codes: esptool's ESP8266 table */
const SMALL_BUILD: [flashBytes: number, sizeCode: number, frequencyCode: number][] = [
  [4 * MB, 4, MHZ_80],
  [2 * MB, 3, MHZ_40],
  [1 * MB, 2, MHZ_40],
  [512 * KB, 0, MHZ_40],
];

/** The build that fits a flash of so many bytes. */
export function buildFor(flashBytes: number): Build {
  return flashBytes >= 4 * MB ? '4mb' : '512kb';
}

/** The layout of `build` in a flash of so many bytes; of more than 4 MB it uses 4. Throws FlashError `image-too-large`. */
export function layoutOf(build: Build, flashBytes: number): Layout {
  const row = SMALL_BUILD.find(([size]) => size <= flashBytes);
  if (!row || flashBytes < COMBINED_BYTES[build]) {
    throw new FlashError('image-too-large', { bytes: COMBINED_BYTES[build], flashBytes });
  }
  const [size, sizeCode, frequencyCode] = row;
  const codes = build === '4mb' ? { sizeCode: SIZE_4MB_C1, frequencyCode: MHZ_80 } : { sizeCode, frequencyCode };
  return { ...codes, rfDataAddress: size - 16 * KB, blankAddress: size - 8 * KB };
}
