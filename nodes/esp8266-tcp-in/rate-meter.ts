const WINDOW_SECONDS = 10;
const SLOTS = WINDOW_SECONDS + 1;

/**
 * Counts what happens and tells how often in a second, over the last ten whole seconds. The second that runs is left
 * out: with it one a second would be 0.9 or 1.0, depending on when one asks.
 */
export class RateMeter {
  /** One for each second of the window, and one for the second that runs. */
  private readonly counts = new Array<number>(SLOTS).fill(0);
  private second = 0;
  private firstSecond: number | undefined;

  /** One more at `now` (ms). */
  add(now: number): void {
    this.forgetBefore(now);
    this.firstSecond ??= this.second;
    this.counts[this.second % SLOTS] = this.running + 1;
  }

  /** Per second at `now` (ms); in the first ten seconds over those so far, in the very first the count itself. */
  perSecond(now: number): number {
    this.forgetBefore(now);
    const wholeSeconds = Math.min(WINDOW_SECONDS, this.second - (this.firstSecond ?? this.second));
    if (wholeSeconds === 0) return this.running;
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    return (total - this.running) / wholeSeconds;
  }

  private get running(): number {
    return this.counts[this.second % SLOTS] ?? 0;
  }

  private forgetBefore(now: number): void {
    const second = Math.floor(now / 1000);
    const passed = Math.min(SLOTS, second - this.second);
    for (let step = 1; step <= passed; step++) this.counts[(second - passed + step) % SLOTS] = 0;
    if (passed > 0) this.second = second;
  }
}
