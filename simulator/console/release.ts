import { mapName } from '../image/flash-map';
import type { FlashedImage } from '../image/flashed-image';

/** Packets came with release 2v25. */
export function hasPackets(version: string): boolean {
  const [major = 0, minor = 0] = version.split('v').map(Number);
  return major > 2 || (major === 2 && minor >= 25);
}

const NO_LINE_WRAP = '\x1b[?7l';
const WRONG_MAP = 'WARNING: *** Your flash chip does not match your flash map ***';

/** What an Espruino with no saved program says when it comes up. Source: jshPrintBanner in targets/esp8266/user_main.c. */
export function banner({ version, map }: FlashedImage, flashBytes: number): string {
  // the flash chip names its size by the exponent of two
  const size = Math.log2(flashBytes).toString(16);
  const flash = `Flash map ${mapName(map)}, manuf 0xef chip 0x40${size}`;
  const isMapRight = map.kilobytes * 1024 === flashBytes;
  return [NO_LINE_WRAP, ' Espruino (simulated)', ` ${version}`, '', flash, ...(isMapRight ? [] : [WRONG_MAP]), ''].join(
    '\n',
  );
}
