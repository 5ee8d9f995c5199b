/** What is known of the chip on the line. */
export interface ChipFacts {
  /** `ESP8266EX` or `ESP8285`. */
  chip: string;
  /** Six bytes in lower-case hex with colons. */
  mac: string;
  flashBytes: number;
  /** JEDEC id of the flash chip: maker, type, size, as 0x1640ef. */
  flashId: number;
  /** What answers at the console, when something does. */
  espruino?: { version: string; board: string };
}
