/** Bytes that go to a place in the flash, as they are: headers are patched before. */
export interface FlashPart {
  /** Flash address in bytes, a multiple of 4096. */
  address: number;
  bytes: Buffer;
}
