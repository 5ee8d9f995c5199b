/** The second status byte of the boot ROM. */
export const ROM_ERROR = {
  none: 0,
  /** A length, a size or a sequence number that cannot be, or a command that the ROM does not know. */
  invalid: 5,
  /** The flash could not be erased; or at the end, less or more has come than was told. */
  failed: 6,
  checksum: 7,
  /** The flash reads back other bytes than were written. */
  readBack: 8,
} as const;

export type RomError = (typeof ROM_ERROR)[keyof typeof ROM_ERROR];
