/**
 * The chip's one source of chance, behind Math.random and E.hwRand alike. The seed is fixed, so every boot draws the same
 * numbers: 0.93255273858, 0.70772355841, … Source: `rand()` of the interpreter (src/jsutils.c), the multiply-with-carry
 * generator of Marsaglia.
 */
export class RandomNumbers {
  private low = 0xdeadbeef;
  private high = 0xcafebabe;

  /** A whole number from 0 to 2^31 - 1. */
  next(): number {
    this.high = (36_969 * (this.high & 0xffff) + (this.high >>> 16)) >>> 0;
    this.low = (18_000 * (this.low & 0xffff) + (this.low >>> 16)) >>> 0;
    return ((this.high << 16) + this.low) & LARGEST;
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.next() / (LARGEST + 1);
  }

  /** `E.srand`: from here on other numbers. */
  seed(value: number): void {
    this.low = ((value & 0xffff) | (value << 16)) >>> 0;
    this.high = ((value & 0xffff0000) | (value >>> 16)) >>> 0;
  }
}

const LARGEST = 0x7fffffff;
