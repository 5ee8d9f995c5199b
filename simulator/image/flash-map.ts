/** How the header of the flash divides it: its size, and the half that each of two programs has. */
export interface FlashMap {
  kilobytes: number;
  halfKilobytes: number;
}

/** By the high nibble of the header's byte 3. Source: `flash_maps` in Espruino's targets/esp8266/user_main.c. */
const FLASH_MAPS: FlashMap[] = [
  { kilobytes: 512, halfKilobytes: 256 },
  { kilobytes: 256, halfKilobytes: 256 },
  { kilobytes: 1024, halfKilobytes: 512 },
  { kilobytes: 2048, halfKilobytes: 512 },
  { kilobytes: 4096, halfKilobytes: 512 },
  { kilobytes: 2048, halfKilobytes: 1024 },
  { kilobytes: 4096, halfKilobytes: 1024 },
];

/** The map for `sizeCode`; an unknown code counts as the smallest. */
export function flashMap(sizeCode: number): FlashMap {
  return FLASH_MAPS[sizeCode] ?? (FLASH_MAPS[0] as FlashMap);
}

/** As Espruino's banner has it: `4MB:1024/1024`. */
export function mapName({ kilobytes, halfKilobytes }: FlashMap): string {
  const size = kilobytes < 1024 ? `${kilobytes}KB` : `${kilobytes / 1024}MB`;
  return `${size}:${halfKilobytes}/${halfKilobytes}`;
}

/** As the second boot loader has it: `32Mbit(1024KB+1024KB)`. */
export function mapNameInBits({ kilobytes, halfKilobytes }: FlashMap): string {
  return `${kilobytes / 128}Mbit(${halfKilobytes}KB+${halfKilobytes}KB)`;
}
