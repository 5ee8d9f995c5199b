import type { Running } from '../chip/running';

/** What the chip does between its boot messages and its prompt: it calibrates its radio, and hears nothing. */
export class SlowBoot implements Running {
  private readonly timer: NodeJS.Timeout;
  private started: Running | undefined;

  constructor(durationMs: number, start: () => Running) {
    this.timer = setTimeout(() => {
      this.started = start();
    }, durationMs);
  }

  receive(bytes: Uint8Array): void {
    this.started?.receive(bytes);
  }

  end(): void {
    clearTimeout(this.timer);
    this.started?.end();
  }
}
