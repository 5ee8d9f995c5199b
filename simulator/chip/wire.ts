import { Autobaud } from './autobaud';
import { heardAs } from './bit-stream';
import { type ChipFaults, garbled } from './faults';
import { Lane } from './lane';

const ADAPTER_BAUD_AT_FIRST = 115_200;
/** What a divider set for 115200 makes of a crystal of 26 instead of 40 MHz: the rate of the boot messages. */
export const BOOT_BAUD = 74_880;

/** Where what has come over the wire goes. */
export interface WireEnds {
  toChip(bytes: Buffer): void;
  toHost(bytes: Buffer): void;
}

/**
 * The serial line between the USB adapter and the chip's UART. Each end has its own baud rate; where they differ, junk
 * arrives.
 */
export class Wire {
  chipBaud = BOOT_BAUD;
  private askedBaud = ADAPTER_BAUD_AT_FIRST;
  private readonly down: Lane;
  private readonly up: Lane;
  private autobaud: Autobaud | undefined;

  constructor(
    private readonly ends: WireEnds,
    private readonly faults: ChipFaults,
    isTimed: boolean,
  ) {
    this.down = new Lane(isTimed, (bytes, senderBaud) => this.arriveAtChip(bytes, senderBaud));
    this.up = new Lane(isTimed, (bytes, senderBaud) => this.arriveAtHost(bytes, senderBaud));
  }

  set hostBaud(baudRate: number) {
    this.askedBaud = baudRate;
  }

  /** From the host to the chip; resolves when the last byte has left. */
  write(bytes: Uint8Array): Promise<void> {
    return this.down.send(Buffer.from(bytes), this.adapterBaud);
  }

  /** From the chip to the host. */
  send(bytes: Uint8Array): void {
    if (!this.faults.silent) void this.up.send(Buffer.from(bytes), this.chipBaud);
  }

  get pendingBytes(): number {
    return this.up.pendingBytes;
  }

  /** The chip takes its rate from what the host sends next. */
  findBaudRate(): void {
    this.autobaud = new Autobaud();
  }

  /** The chip's end as after a reset; what the chip had to say is lost. */
  resetChipEnd(): void {
    this.up.clear();
    this.autobaud = undefined;
    this.chipBaud = BOOT_BAUD;
  }

  private get adapterBaud(): number {
    return Math.min(this.askedBaud, this.faults.maxBaudRate ?? this.askedBaud);
  }

  private arriveAtChip(bytes: Buffer, senderBaud: number): void {
    const rest = this.autobaud ? this.measure(this.autobaud, bytes, senderBaud) : bytes;
    const heard = heardAs(rest, { senderBaud, listenerBaud: this.chipBaud });
    if (heard.length > 0) this.ends.toChip(heard);
  }

  /** What of `bytes` comes after those by which the rate was found. */
  private measure(autobaud: Autobaud, bytes: Buffer, senderBaud: number): Buffer {
    const needed = autobaud.bytesNeeded(bytes);
    if (needed === undefined) return Buffer.alloc(0);
    this.autobaud = undefined;
    this.chipBaud = Autobaud.nearest(senderBaud);
    return bytes.subarray(needed);
  }

  private arriveAtHost(bytes: Buffer, senderBaud: number): void {
    const heard = heardAs(bytes, { senderBaud, listenerBaud: this.adapterBaud });
    if (heard.length > 0) this.ends.toHost(this.faults.noise ? garbled(heard) : heard);
  }
}
