const WINBOND = 0xef;
const SERIAL_FLASH = 0x40;

/** The JEDEC id as the flash chip sends it: maker, type, size as a power of two. 4 MB: `ef 40 16`. */
export function jedecId(flashBytes: number): Buffer {
  return Buffer.from([WINBOND, SERIAL_FLASH, Math.log2(flashBytes)]);
}

const TABLE_ADDRESS = 0x10;

/** The self-description of a flash chip (JESD216): header, one table; its second word is the size in bits, less one. */
export function selfDescription(flashBytes: number): Buffer {
  const header = Buffer.from('SFDP\x00\x01\x00\xff', 'latin1');
  // table 0x00 of version 1.0, nine words long
  const tableHeader = Buffer.from([0x00, 0x00, 0x01, 0x09, TABLE_ADDRESS, 0x00, 0x00, 0xff]);
  const table = Buffer.alloc(36, 0xff);
  table.writeUInt32LE(0xfff920e5, 0);
  table.writeUInt32LE(flashBytes * 8 - 1, 4);
  return Buffer.concat([header, tableHeader, table]);
}
