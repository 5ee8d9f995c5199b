import type { Room } from '../room';

/** One fault that is made at some moment of a run. */
export interface Occasion {
  /** From 0 up to 1: how bad it gets, within what its kind allows. */
  extent: number;
  /** Which device it meets, if it meets one. */
  device: number;
}

/** A kind of fault. */
export interface Fault {
  /** How often it is made in ten minutes; in a shorter run less often, but at least once. */
  perTenMinutes: number;
  /** Makes it; resolves when it is over. */
  make(room: Room, occasion: Occasion): Promise<void>;
}

/** The value that `extent` stands for between `least` and `most`. */
export function between(least: number, most: number, { extent }: Occasion): number {
  return Math.round(least + extent * (most - least));
}
