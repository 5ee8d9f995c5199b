/** The longest packet that a chip sends, in bytes, line end and signature included (the article's limit). */
export const MAX_PACKET_BYTES = 512;

/** What a signature adds to a packet: a space and 40 hex digits. */
export const SIGNATURE_BYTES = 41;

/** The TCP port on which the flow listens unless configured. */
export const DEFAULT_PORT = 3000;

/** The time between two readings unless configured, in ms. */
export const DEFAULT_INTERVAL_MS = 1000;

/** The times between two readings that the chip can keep, in ms: 10 ms to a day. */
export const LEAST_INTERVAL_MS = 10;
export const MOST_INTERVAL_MS = 86_400_000;
