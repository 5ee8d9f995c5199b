import type { Conditions } from './conditions';

/** Well below the 5 s that a chip waits for an answer. */
const DELAY_MS = 1000;

/** One direction of a connection: what is to happen at its other end happens there in order, and in its time. */
export class Passage {
  private readonly held: { arrive: () => void; dueMs: number }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly conditions: Conditions) {}

  /** `arrive` is called now, or as soon as what was held before it has arrived, and nothing holds it. */
  take(arrive: () => void): void {
    const delayMs = this.conditions.has('delay') ? DELAY_MS : 0;
    this.held.push({ arrive, dueMs: performance.now() + delayMs });
    this.release();
  }

  /** What may move does. */
  release(): void {
    clearTimeout(this.timer);
    while (this.held[0] && !this.conditions.has('stall')) {
      const waitMs = this.held[0].dueMs - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.release(), waitMs);
        return;
      }
      this.held.shift()?.arrive();
    }
  }

  /** What is held never arrives. */
  close(): void {
    clearTimeout(this.timer);
    this.held.length = 0;
  }
}
