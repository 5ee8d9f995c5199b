/** What the UART's buffer holds while nobody reads; what comes beyond is lost without a word. Source: uart.c. */
const HELD_BYTES = 500;

/** What came over the line and has not been read: nothing is read while the interpreter is at work. */
export class ReceiveBuffer {
  private held = Buffer.alloc(0);
  private isHolding = false;
  private isReading = false;
  private pauseTimer: NodeJS.Timeout | undefined;

  constructor(private readonly read: (bytes: Buffer) => void) {}

  push(bytes: Uint8Array): void {
    const isKept = !this.isBusy;
    this.held = Buffer.concat([this.held, bytes]);
    if (isKept) this.drain();
    else this.held = this.held.subarray(0, HELD_BYTES);
  }

  /** Reads nothing for `durationMs`: the flash is being written. */
  pause(durationMs: number): void {
    if (durationMs <= 0) return;
    clearTimeout(this.pauseTimer);
    this.pauseTimer = setTimeout(() => {
      this.pauseTimer = undefined;
      this.drain();
    }, durationMs);
  }

  /** Reads nothing until `release()`: the interpreter starts anew. */
  hold(): void {
    this.isHolding = true;
  }

  release(): void {
    this.isHolding = false;
    this.drain();
  }

  end(): void {
    clearTimeout(this.pauseTimer);
    this.isHolding = true;
    this.held = Buffer.alloc(0);
  }

  private get isBusy(): boolean {
    return this.isHolding || this.pauseTimer !== undefined || this.isReading;
  }

  private drain(): void {
    if (this.isBusy || this.held.length === 0) return;
    const bytes = this.held;
    this.held = Buffer.alloc(0);
    this.isReading = true;
    try {
      this.read(bytes);
    } finally {
      this.isReading = false;
    }
    this.drain();
  }
}
