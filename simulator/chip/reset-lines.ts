/** How DTR and RTS reach the chip. */
export type Wiring =
  /** NodeMCU, D1 mini: two transistors make EN and GPIO0 of the two lines; both on is the same as both off. */
  | 'two-transistors'
  /** RTS pulls EN; GPIO0 is nowhere. */
  | 'reset-only'
  /** An ESP-01 on three wires: a person's fingers reset it. */
  | 'none';

export interface Signals {
  dtr: boolean;
  rts: boolean;
}

interface Pins {
  isHeldInReset: boolean;
  isGpio0Low: boolean;
}

const IDLE: Pins = { isHeldInReset: false, isGpio0Low: false };

const PINS: Record<Wiring, (signals: Signals) => Pins> = {
  'two-transistors': ({ dtr, rts }) => ({ isHeldInReset: rts && !dtr, isGpio0Low: dtr && !rts }),
  'reset-only': ({ rts }) => ({ isHeldInReset: rts, isGpio0Low: false }),
  none: () => IDLE,
};

/** What the lines tell the chip. */
export interface ResetLineEvents {
  /** EN has gone low. */
  held(): void;
  /** EN is high again and GPIO0 has been sampled. */
  released(isGpio0Low: boolean): void;
}

/**
 * EN and GPIO0 of a board. EN rises slowly, over a resistor and a capacitor, and GPIO0 is sampled only then: that is why
 * a host may first let go of EN and pull GPIO0 a moment later.
 */
export class ResetLines {
  private pins = IDLE;
  private isFlashPressed = false;
  private rising: NodeJS.Timeout | undefined;

  constructor(
    private readonly wiring: Wiring,
    private readonly riseMs: number,
    private readonly events: ResetLineEvents,
  ) {}

  set(signals: Signals): void {
    const wasHeld = this.pins.isHeldInReset;
    this.pins = PINS[this.wiring](signals);
    if (this.pins.isHeldInReset && !wasHeld) this.hold();
    if (!this.pins.isHeldInReset && wasHeld) this.rise();
  }

  /** The power is on: EN rises unless it is held. */
  powerOn(): void {
    if (!this.pins.isHeldInReset) this.rise();
  }

  powerOff(): void {
    clearTimeout(this.rising);
  }

  /** A person taps the reset button, with the FLASH button held down or not. */
  tapReset(isFlashPressed: boolean): void {
    this.isFlashPressed = isFlashPressed;
    this.hold();
    if (!this.pins.isHeldInReset) this.rise();
  }

  private hold(): void {
    clearTimeout(this.rising);
    this.events.held();
  }

  private rise(): void {
    clearTimeout(this.rising);
    this.rising = setTimeout(() => {
      const isGpio0Low = this.pins.isGpio0Low || this.isFlashPressed;
      this.isFlashPressed = false;
      this.events.released(isGpio0Low);
    }, this.riseMs);
  }
}
