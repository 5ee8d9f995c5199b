import type { LinkSignals } from '../nodes/esp8266-flash/link/link';
import { StreamLink } from '../nodes/esp8266-flash/link/stream-link';
import type { SimulatedChip } from '../simulator/chip';

/** A link that is a simulated chip in this very process: no port, no network. */
export class ChipLink extends StreamLink {
  readonly hasControlLines = true;
  /** DTR and RTS as they are now. */
  lines: LinkSignals = { dataTerminalReady: false, requestToSend: false };
  /** Every baud rate that was asked for, in order. */
  readonly baudRates: number[] = [];
  /** Changes what arrives, or what is sent, on its way. */
  fromChip = (bytes: Buffer): Buffer => bytes;
  toChip = (bytes: Uint8Array): Uint8Array => bytes;
  /** How the adapter's lines reach the board. */
  wires = (lines: LinkSignals): LinkSignals => lines;
  /** How long what the chip sends is on its way. */
  delayMs = 0;
  /** True: a write never ends, as on an adapter that hangs. */
  isStuck = false;
  private stopListening = () => {};

  constructor(private readonly chip: SimulatedChip) {
    super('simulated');
  }

  /** As if the cable were pulled out. */
  unplug(): void {
    this.lose(new Error('unplugged'));
  }

  protected async openLine(baudRate: number): Promise<void> {
    this.stopListening = this.chip.onData((bytes) => {
      if (this.delayMs === 0) this.received(this.fromChip(bytes));
      else setTimeout(() => this.received(this.fromChip(bytes)), this.delayMs);
    });
    await this.setLineBaudRate(baudRate);
  }

  protected writeLine(bytes: Uint8Array): Promise<void> {
    return this.isStuck ? new Promise(() => {}) : this.chip.write(this.toChip(bytes));
  }

  protected async setLineSignals(signals: LinkSignals): Promise<void> {
    this.lines = signals;
    const { dataTerminalReady, requestToSend } = this.wires(signals);
    this.chip.setSignals({ dtr: dataTerminalReady, rts: requestToSend });
  }

  protected async setLineBaudRate(baudRate: number): Promise<void> {
    this.baudRates.push(baudRate);
    this.chip.setBaudRate(baudRate);
  }

  protected async closeLine(): Promise<void> {
    this.stopListening();
  }
}
