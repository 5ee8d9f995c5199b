/** DTR and RTS of the chip's USB adapter. */
export interface Signals {
  dtr: boolean;
  rts: boolean;
}

const IDLE: Signals = { dtr: false, rts: false };

/**
 * How long "both on" waits for the change that may follow, ms: pyserial comes with the second of two changes 50 ms after
 * the first, and 100 ms after it when told not to wait for answers.
 */
const BOTH_ON_MS = 150;

/**
 * DTR and RTS as a client of RFC 2217 can set them: only one after the other. On the way from reset (RTS) to the boot
 * loader (DTR) both are on for a moment, which lets go of EN with GPIO0 high, and a client that waits for each answer is
 * so slow that the chip would boot its program; esptool's own server does the whole reset by itself for that reason.
 * Nobody wants that state for its own sake (it is the same as both off), so it is passed on only if it stays.
 */
export class ControlLines {
  private signals = IDLE;
  private pause: NodeJS.Timeout | undefined;

  constructor(private readonly pass: (signals: Signals) => void) {}

  get dtr(): boolean {
    return this.signals.dtr;
  }

  get rts(): boolean {
    return this.signals.rts;
  }

  set(change: Partial<Signals>): void {
    this.signals = { ...this.signals, ...change };
    clearTimeout(this.pause);
    if (this.dtr && this.rts) this.pause = setTimeout(() => this.pass(this.signals), BOTH_ON_MS);
    else this.pass(this.signals);
  }

  /** The client is gone. */
  release(): void {
    this.set(IDLE);
  }
}
