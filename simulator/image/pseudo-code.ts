/** Each byte is one of so many values: 5.5 bits of 8 are news, so that it deflates to about 70 %, as machine code does. */
const VALUES = 46;
const SPREAD = 5;

/** A source of bytes that look like machine code to a compressor, the same for the same `seed`. */
export class PseudoCode {
  private state: number;

  /** `seed` is any whole number but 0. */
  constructor(seed: number) {
    this.state = seed;
  }

  bytes(length: number): Buffer {
    const code = Buffer.alloc(length);
    for (let index = 0; index < length; index += 1) code[index] = (this.next() % VALUES) * SPREAD;
    return code;
  }

  /** Marsaglia's xorshift with 32 bits. */
  private next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 8;
  }
}
