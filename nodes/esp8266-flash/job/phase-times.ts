import type { PhaseName } from './progress';

/** Measures how long each phase takes; one that is entered again goes on counting. */
export class PhaseTimes {
  /** Of the phases that are over, ms, whole. */
  readonly ms: Partial<Record<PhaseName, number>> = {};
  /** The one at work, or the last one. */
  phase: PhaseName | undefined;
  private since: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  enter(phase: PhaseName): void {
    if (phase === this.phase && this.since !== undefined) return;
    this.end();
    this.phase = phase;
    this.since = this.now();
  }

  /** The phase at work is over. */
  end(): void {
    if (this.phase === undefined || this.since === undefined) return;
    this.ms[this.phase] = (this.ms[this.phase] ?? 0) + Math.round(this.now() - this.since);
    this.since = undefined;
  }
}
