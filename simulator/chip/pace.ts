/** Real time or none: what takes the chip a while takes it here only when real time was asked for. */
export class Pace {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(readonly isReal: boolean) {}

  /** Runs `task` after `durationMs`; at once when time is not real, or none was needed. */
  after(durationMs: number, task: () => void): void {
    if (!this.isReal || durationMs <= 0) {
      task();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      task();
    }, durationMs);
    this.timers.add(timer);
  }

  /** Forgets what has not been run yet. */
  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
