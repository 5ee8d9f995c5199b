/** Random numbers that are the same for the same seed. */
export class Random {
  constructor(private state: number) {}

  /** True with that probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** One of `choices`. */
  of(...choices: [number, ...number[]]): number {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** One of them, taken out of the list; undefined when there is none. */
  take<Item>(items: Item[]): Item | undefined {
    return items.splice(this.below(items.length), 1)[0];
  }

  /** Mulberry32: a counter, mixed. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
