/** What can be wrong with a chip, its board or its cable. Each may be set and taken back while the chip runs. */
export interface ChipFaults {
  /** Nothing that the chip sends arrives: a broken wire, a cable that only charges. */
  silent: boolean;
  /** What the chip sends arrives garbled. */
  noise: boolean;
  /** When so many more bytes have been written to the flash the power fails; it stays off until powerOn(). */
  powerLossAfterBytes: number | undefined;
  /** The flash does not keep what is written to it: one bit of each write is lost. */
  corruptsWrites: boolean;
  /** The highest rate that the USB adapter carries; asked for more it stays there. */
  maxBaudRate: number | undefined;
  /** GPIO0 is low: each reset ends in the boot loader. */
  heldInLoader: boolean;
  /** What runs from the flash neither hears nor says anything. */
  consoleIsSilent: boolean;
}

export function noFaults(): ChipFaults {
  return {
    silent: false,
    noise: false,
    powerLossAfterBytes: undefined,
    corruptsWrites: false,
    maxBaudRate: undefined,
    heldInLoader: false,
    consoleIsSilent: false,
  };
}

/** Every fifth byte with half of its bits turned over, beginning with the first: the same each time. */
export function garbled(bytes: Uint8Array): Buffer {
  return Buffer.from(Array.from(bytes, (byte, index) => (index % 5 === 0 ? byte ^ 0x55 : byte)));
}
