import { createHash } from 'node:crypto';
import { wordsOf } from './loader-packet';
import type { SpiFlash } from './spi-flash';

/**
 * READ_FLASH of the stub: raw packets, one on its way at a time, each answered by the host with the number of bytes that
 * it has so far; at last the MD5 of all. `send` takes what goes into a frame.
 */
export class FlashReading {
  private readonly md5 = createHash('md5');
  private sentBytes = 0;

  constructor(
    private readonly flash: SpiFlash,
    private readonly range: { address: number; length: number; packetBytes: number },
    private readonly send: (content: Buffer) => void,
  ) {}

  /** Sends the first packet; gives whether that was all. */
  start(): boolean {
    return this.range.length === 0 ? this.finish() : this.sendNext();
  }

  /** Takes the host's answer to a packet; gives whether the reading is over. An answer of another length ends it. */
  acknowledge(answer: Buffer): boolean {
    if (answer.length !== 4) return this.finish();
    if (this.sentBytes < this.range.length) return this.sendNext();
    return (wordsOf(answer, 1)[0] ?? 0) >= this.range.length && this.finish();
  }

  private sendNext(): boolean {
    const length = Math.min(this.range.packetBytes, this.range.length - this.sentBytes);
    const packet = this.flash.read(this.range.address + this.sentBytes, length);
    this.md5.update(packet);
    this.sentBytes += length;
    this.send(packet);
    return false;
  }

  private finish(): boolean {
    this.send(this.md5.digest());
    return true;
  }
}
