/** Characters that mean something to Espruino's console. */
export const CHARACTER = {
  startOfHeading: 1,
  /** Clears the line. */
  controlC: 3,
  /** Asks on an empty line what this is. */
  controlE: 5,
  acknowledge: 6,
  backspace: 8,
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  /** Begins a line that is not echoed and, with a start of heading, a packet. */
  dataLinkEscape: 16,
  negativeAcknowledge: 21,
  escape: 27,
  space: 32,
  delete: 127,
} as const;
