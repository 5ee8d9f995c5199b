import { FlashError } from '../flash-error';
import type { Link } from '../link/link';
import { ROM_BAUD } from './baud-rates';
import type { ChipFacts } from './chip-facts';
import type { FlashPart } from './flash-part';
import { type ConnectOptions, LoaderSession } from './loader-session';
import { readFacts } from './read-facts';
import { md5, readFlash } from './read-flash';
import { type ResetStrategy, resetIntoFlash } from './reset-strategies';
import { writePart } from './write-part';

export type { ConnectOptions };

/**
 * The chip in its boot loader: esptool-js behind our words. Whatever fails is a FlashError; when the signal is aborted or
 * the device is lost, it is so at once.
 *
 *     const rom = await BootRom.connect(link, { baud: 460800, reporter, signal });
 *     await rom.write(parts, onBytes);
 *     await rom.verify(parts);
 *     await rom.startFlash();
 */
export class BootRom {
  private constructor(
    private readonly session: LoaderSession,
    private readonly options: ConnectOptions,
    /** Chip, MAC and flash size. */
    readonly facts: ChipFacts,
  ) {}

  /**
   * Brings the chip on the open `link` into its loader, with the help of a person where the board cannot by itself, and
   * at `baud` where that works. Throws FlashError `no-answer`, `wrong-mode`, `noise`, `not-esp8266`, `stub-failed`,
   * `flash-unknown`; the link stays open and is free then.
   */
  static async connect(link: Link, options: ConnectOptions): Promise<BootRom> {
    const session = await LoaderSession.open(link, options);
    try {
      const facts = await session.run('flash-unknown', () => readFacts(session.loader));
      return new BootRom(session, options, facts);
    } catch (error) {
      await session.transport.release();
      throw error;
    }
  }

  /** How this board is brought out of its loader again. */
  get strategy(): ResetStrategy | undefined {
    return this.session.strategy;
  }

  /** Throws FlashError `stopped`, or `noise` when it arrives damaged. */
  readFlash(address: number, length: number): Promise<Buffer> {
    const { loader, transport } = this.session;
    return this.session.run('noise', () => readFlash(loader, transport, address, length));
  }

  /** Erases the whole flash: 3 to 20 seconds in which the chip tells nothing. Throws FlashError `write-failed`. */
  async eraseAll(): Promise<void> {
    await this.session.run('write-failed', () => this.session.loader.eraseFlash());
  }

  /**
   * Writes `parts` as they are, and erases the sectors that they touch. `onBytes` is told how many of their bytes the
   * chip has; what fails at a higher rate is written once more at 115200 baud. Throws FlashError `stopped` or
   * `write-failed`.
   */
  async write(parts: FlashPart[], onBytes: (bytes: number) => void): Promise<void> {
    let before = 0;
    for (const part of parts) {
      await this.writeSurely(part, (bytes) => onBytes(before + bytes));
      before += part.bytes.length;
    }
  }

  /**
   * Compares the flash with `parts` by MD5, and writes once more what differs. Throws FlashError `verify-failed` when it
   * differs even then.
   */
  async verify(parts: FlashPart[]): Promise<void> {
    for (const part of parts) {
      if (await this.isInFlash(part)) continue;
      this.options.reporter.log(`the flash differs from what was written at ${hex(part.address)}: once more`);
      if (this.session.canSlowDown) await this.slowDownOr(this.differs(part));
      await this.writeOnce(part, () => {});
      if (!(await this.isInFlash(part))) throw this.differs(part);
    }
  }

  /** Frees the link as `release` does, and resets the chip: it boots its flash, and the link has 115200 baud. */
  async startFlash(): Promise<void> {
    const { link, strategy, transport } = this.session;
    await transport.release();
    this.options.signal.throwIfAborted();
    await link.setBaudRate(ROM_BAUD);
    await resetIntoFlash(link, strategy, this.options.signal);
  }

  /** Gives the streams of the link back and leaves it open; the chip stays in its loader. Twice is once. */
  release(): Promise<void> {
    return this.session.transport.release();
  }

  private async writeSurely(part: FlashPart, onBytes: (bytes: number) => void): Promise<void> {
    try {
      await this.writeOnce(part, onBytes);
    } catch (error) {
      if (!this.session.canSlowDown || !isWorthAnother(error)) throw error;
      this.options.reporter.log(`writing failed (${(error as Error).message}): once more, slower`);
      await this.slowDownOr(error);
      await this.writeOnce(part, onBytes);
    }
  }

  /** Where the chip is not found again, it was not the rate: `error` says more. */
  private async slowDownOr(error: unknown): Promise<void> {
    const { session } = this;
    await session
      .run('stopped', () => session.slowDown())
      .catch((reason) => {
        throw session.transport.signal.aborted ? reason : error;
      });
  }

  private writeOnce(part: FlashPart, onBytes: (bytes: number) => void): Promise<void> {
    return this.session.run('write-failed', () => writePart(this.session.loader, part, onBytes));
  }

  private async isInFlash({ address, bytes }: FlashPart): Promise<boolean> {
    const { loader } = this.session;
    const found = await this.session.run('verify-failed', () => loader.flashMd5sum(address, bytes.length));
    return found === md5(bytes);
  }

  private differs({ address }: FlashPart): FlashError {
    return new FlashError('verify-failed', { port: this.session.link.name, detail: `MD5 of ${hex(address)}` });
  }
}

function isWorthAnother(error: unknown): boolean {
  return error instanceof FlashError && (error.code === 'stopped' || error.code === 'write-failed');
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
