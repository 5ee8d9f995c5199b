const BITS_PER_BYTE = 10;
/** A UART samples in the middle of each bit: this far apart, the tenth is still the right one. */
const TOLERANCE = 0.04;

/**
 * What a UART at `listenerBaud` makes of bytes that were sent at `senderBaud`: the same, or the junk that one sees at the
 * wrong rate, for it is the bits on the wire that are sampled.
 */
export function heardAs(bytes: Buffer, { senderBaud, listenerBaud }: { senderBaud: number; listenerBaud: number }) {
  const bitLength = senderBaud / listenerBaud;
  if (Math.abs(bitLength - 1) < TOLERANCE) return bytes;
  const heard: number[] = [];
  for (let start = fallingEdge(bytes, 0); start !== undefined; ) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte |= levelAt(bytes, start + (bit + 1.5) * bitLength) << bit;
    heard.push(byte);
    start = fallingEdge(bytes, start + 9.5 * bitLength);
  }
  return Buffer.from(heard);
}

/** How often the line changes its level for `byte`: the measure by which the boot ROM finds its baud rate. */
export function edgesOf(byte: number): number {
  const bits = Buffer.from([byte]);
  let edges = 1;
  for (let bit = 1; bit < BITS_PER_BYTE; bit++) if (levelAt(bits, bit) !== levelAt(bits, bit - 1)) edges += 1;
  return edges;
}

/** The level of the line, `time` in bits of the sender: start bit 0, eight bits from the lowest, stop bit 1, then idle. */
function levelAt(bytes: Buffer, time: number): 0 | 1 {
  const bit = Math.floor(time);
  const byte = bytes[Math.floor(bit / BITS_PER_BYTE)];
  const position = bit % BITS_PER_BYTE;
  if (byte === undefined || position === BITS_PER_BYTE - 1) return 1;
  return position === 0 ? 0 : (((byte >> (position - 1)) & 1) as 0 | 1);
}

/** When the line falls for the first time from `time` on: where it is low already, it must rise first. */
function fallingEdge(bytes: Buffer, time: number): number | undefined {
  let isIdle = time === 0 || levelAt(bytes, time) === 1;
  for (let bit = Math.ceil(time); bit < bytes.length * BITS_PER_BYTE; bit++) {
    const level = levelAt(bytes, bit);
    if (isIdle && level === 0) return bit;
    isIdle = level === 1;
  }
  return undefined;
}
