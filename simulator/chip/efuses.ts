const FIRST_EFUSE = 0x3ff00050;

/**
 * The four words burnt into the chip that hold its MAC, by their addresses. `mac` is six bytes in hex with colons.
 * The last three bytes are spread over the first two words; the maker is one of two known to the chip, or stands in the
 * fourth. Source: ESP8266ROM.read_mac of esptool.
 */
export function efusesOf(mac: string): ReadonlyMap<number, number> {
  const bytes = Buffer.from(mac.replaceAll(':', ''), 'hex');
  const maker = bytes.readUIntBE(0, 3);
  const known = [0x18fe34, 0xacd074].indexOf(maker);
  const words = [
    bytes.readUInt8(5) * 2 ** 24,
    0x02000000 + Math.max(0, known) * 2 ** 16 + bytes.readUInt16BE(3),
    0xf200b000,
    known === -1 ? maker : 0,
  ];
  return new Map(words.map((word, index) => [FIRST_EFUSE + 4 * index, word]));
}
