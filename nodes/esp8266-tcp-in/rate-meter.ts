const WINDOW_SECONDS = 10;

/** Counts what happens and tells how often in a second, over the last ten seconds. */
export class RateMeter {
  private readonly counts = new Array<number>(WINDOW_SECONDS).fill(0);
  private second = 0;
  private firstMs: number | undefined;

  /** One more at `now` (ms). */
  add(now: number): void {
    this.firstMs ??= now;
    this.forgetBefore(now);
    const slot = this.second % WINDOW_SECONDS;
    this.counts[slot] = (this.counts[slot] ?? 0) + 1;
  }

  /** Per second at `now` (ms); in the first ten seconds over the time so far, but never over less than one. */
  perSecond(now: number): number {
    this.forgetBefore(now);
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    const elapsed = (now - (this.firstMs ?? now)) / 1000;
    return total / Math.min(WINDOW_SECONDS, Math.max(1, elapsed));
  }

  private forgetBefore(now: number): void {
    const second = Math.floor(now / 1000);
    const passed = Math.min(WINDOW_SECONDS, second - this.second);
    for (let step = 1; step <= passed; step++) this.counts[(second - passed + step) % WINDOW_SECONDS] = 0;
    if (passed > 0) this.second = second;
  }
}
