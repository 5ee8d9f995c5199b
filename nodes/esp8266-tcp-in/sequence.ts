/** What a number is to the numbers heard before it; `missed` counts those skipped just before a fresh one. */
export type Step = { kind: 'fresh'; missed: number } | { kind: 'late' } | { kind: 'duplicate' };

const FRESH: Step = { kind: 'fresh', missed: 0 };
const LATE: Step = { kind: 'late' };
const DUPLICATE: Step = { kind: 'duplicate' };
/** Gaps remembered per device: enough for reordering; a number in an older gap that still arrives is a duplicate. */
const MAX_GAPS = 16;

/** Numbers from the first to the second, both included. */
export type NumberRange = [from: number, to: number];

/** One count that goes up by 1: knows its highest number and which numbers below it are still missing. */
export class Sequence {
  /** The highest number heard; undefined before the first. */
  last: number | undefined;
  private gaps: { from: number; to: number }[] = [];

  /** Files `number` and says what it is. The first number of all is fresh, whatever it is. */
  take(number: number): Step {
    const last = this.last;
    if (last !== undefined && number <= last) return this.fill(number) ? LATE : DUPLICATE;
    this.last = number;
    if (last === undefined || number === last + 1) return FRESH;
    this.lose(last + 1, number - 1);
    return { kind: 'fresh', missed: number - last - 1 };
  }

  /** Whether `number` was heard. */
  has(number: number): boolean {
    return this.last !== undefined && number <= this.last && !this.isMissing(number);
  }

  /** Whether `number` was skipped and has not come since. */
  isMissing(number: number): boolean {
    return this.gaps.some((gap) => gap.from <= number && number <= gap.to);
  }

  /** What was skipped and has not come since. */
  get missing(): NumberRange[] {
    return this.gaps.map(({ from, to }) => [from, to]);
  }

  /** Files that these numbers, below or up to the highest, are missing: if they still come they are late. */
  lose(from: number, to: number): void {
    this.gaps.push({ from, to });
    if (this.gaps.length > MAX_GAPS) this.gaps.shift();
  }

  /** Forgets everything and goes on after `number`, or from nothing; `missing` is what was skipped before. */
  restart(number?: number, missing: NumberRange[] = []): void {
    this.last = number;
    this.gaps = missing.map(([from, to]) => ({ from, to }));
  }

  private fill(number: number): boolean {
    const index = this.gaps.findIndex((gap) => gap.from <= number && number <= gap.to);
    const gap = this.gaps[index];
    if (gap === undefined) return false;
    const left = [
      { from: gap.from, to: number - 1 },
      { from: number + 1, to: gap.to },
    ];
    this.gaps.splice(index, 1, ...left.filter((part) => part.from <= part.to));
    return true;
  }
}

/** `numbers`, none of them twice, as the fewest ranges, in order. */
export function rangesOf(numbers: number[]): NumberRange[] {
  const ranges: NumberRange[] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range?.[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
