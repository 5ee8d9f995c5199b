export const CHECKSUM_SEED = 0xef;

/** Every byte over 0xEF, or over what the bytes `before` came to: for blocks on the line and segments in the flash alike. */
export function checksumOf(bytes: Uint8Array, before = CHECKSUM_SEED): number {
  let checksum = before;
  for (const byte of bytes) checksum ^= byte;
  return checksum;
}
