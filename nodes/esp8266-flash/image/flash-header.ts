import { type Layout, MHZ_40 } from './layout';

const MODE_CODES = { dio: 2, dout: 3 };

/**
 * The first four bytes of the boot loader, which tell it and the SDK how the flash is read and how large it is. They always
 * get said: as shipped they speak of 512 KB, and the SDK would store its parameters inside of Espruino. They are in no
 * checksum. `dout` is for boards that do not boot otherwise, so the flash is then read slowly as well. Source: esptool's ESP8266 image header.
 */
export function flashHeader(boot: Buffer, { sizeCode, frequencyCode }: Layout, mode: 'dio' | 'dout'): Buffer {
  const frequency = mode === 'dout' ? MHZ_40 : frequencyCode;
  return Buffer.from([boot.readUInt8(0), boot.readUInt8(1), MODE_CODES[mode], (sizeCode << 4) | frequency]);
}
