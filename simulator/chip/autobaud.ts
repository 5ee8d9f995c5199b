import { edgesOf } from './bit-stream';
import { UART_CLOCK_HZ } from './chip-memory';

const EDGES_NEEDED = 30;

/**
 * How the boot ROM finds the host's baud rate, once after each reset: it measures over its first edges, and what came
 * with them is lost. Hence the first SYNC gets no answer.
 */
export class Autobaud {
  private edges = 0;

  /** How many of `bytes` it takes until the rate is known; undefined when these are not enough. */
  bytesNeeded(bytes: Buffer): number | undefined {
    for (const [index, byte] of bytes.entries()) {
      this.edges += edgesOf(byte);
      if (this.edges >= EDGES_NEEDED) return index + 1;
    }
    return undefined;
  }

  /** The rate that the chip can make next to `baudRate`: it divides its clock by a whole number. */
  static nearest(baudRate: number): number {
    return UART_CLOCK_HZ / Math.ceil(UART_CLOCK_HZ / baudRate);
  }
}
