import { SLIP } from '../../../protocol/slip';

const { END, ESCAPE, ESCAPED_END, ESCAPED_ESCAPE } = SLIP;
/** Larger than any answer of the chip (4096 bytes and a header): noise in which no end comes is not kept for ever. */
const MAX_PACKET_BYTES = 0x4000;

/**
 * Takes SLIP packets out of what arrives, however it is split. What precedes the first end is skipped, a packet with a
 * wrong escape or without an end is dropped: a boot log or noise costs nothing but itself.
 */
export class PacketDecoder {
  private bytes: number[] = [];
  private isInside = false;
  private isEscaped = false;

  /** The packets that `chunk` completes. */
  push(chunk: Uint8Array): Uint8Array[] {
    const packets: Uint8Array[] = [];
    for (const byte of chunk) {
      if (byte === END) packets.push(...this.end());
      else if (this.isInside) this.add(byte);
    }
    return packets;
  }

  /** Forgets a packet that has not ended. */
  reset(): void {
    this.bytes = [];
    this.isInside = false;
    this.isEscaped = false;
  }

  /** Every end also begins a packet: after noise that held one, the next packet is not taken for what lies between. */
  private end(): Uint8Array[] {
    const packets = this.bytes.length > 0 && !this.isEscaped ? [Uint8Array.from(this.bytes)] : [];
    this.reset();
    this.isInside = true;
    return packets;
  }

  private add(byte: number): void {
    if (this.isEscaped) this.addEscaped(byte);
    else if (byte === ESCAPE) this.isEscaped = true;
    else if (this.bytes.length < MAX_PACKET_BYTES) this.bytes.push(byte);
    else this.reset();
  }

  private addEscaped(byte: number): void {
    this.isEscaped = false;
    if (byte === ESCAPED_END) this.bytes.push(END);
    else if (byte === ESCAPED_ESCAPE) this.bytes.push(ESCAPE);
    else this.reset();
  }
}
