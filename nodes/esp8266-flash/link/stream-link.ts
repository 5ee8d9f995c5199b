import { FlashError } from '../flash-error';
import type { Link, LinkSignals } from './link';
import { LinkStreams } from './link-streams';

/** What a line may take to close, ms; a driver that hangs is left to itself then. */
const CLOSE_MS = 800;

/**
 * What all links have in common: the streams, the remembered signals, the loss of the device, and an end that never
 * hangs. A link only adds how bytes and signals get to its own kind of line.
 */
export abstract class StreamLink implements Link {
  abstract readonly hasControlLines: boolean;
  readonly lost: Promise<never>;
  private streams: LinkStreams | undefined;
  private remembered: LinkSignals = { dataTerminalReady: false, requestToSend: false };
  private loss: FlashError | undefined;
  private closing: Promise<void> | undefined;
  private rejectLost!: (reason: Error) => void;
  private rejectPending: (reason: Error) => void = () => {};
  private over: Promise<never> = neverUnhandled(() => {});

  constructor(readonly name: string) {
    this.lost = neverUnhandled((reject) => {
      this.rejectLost = reject;
    });
  }

  get readable(): ReadableStream<Uint8Array> | null {
    return this.streams?.readable ?? null;
  }

  get writable(): WritableStream<Uint8Array> | null {
    return this.streams?.writable ?? null;
  }

  getInfo(): { usbVendorId?: number; usbProductId?: number } {
    return {};
  }

  /** A link that was lost stays lost. One that was closed can be opened again. */
  async open({ baudRate }: { baudRate: number }): Promise<void> {
    if (this.loss) throw this.loss;
    if (this.streams) throw new FlashError('port-busy', { port: this.name, detail: 'it is open already' });
    this.closing = undefined;
    this.over = neverUnhandled((reject) => {
      this.rejectPending = reject;
    });
    this.remembered = { dataTerminalReady: false, requestToSend: false };
    this.streams = new LinkStreams((bytes) => this.transmit(bytes));
    try {
      await Promise.race([this.openLine(baudRate), this.over]);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async setSignals(change: Partial<LinkSignals>): Promise<void> {
    this.checkOpen();
    const { dataTerminalReady, requestToSend } = this.remembered;
    this.remembered = {
      dataTerminalReady: change.dataTerminalReady ?? dataTerminalReady,
      requestToSend: change.requestToSend ?? requestToSend,
    };
    await Promise.race([this.setLineSignals(this.remembered), this.over]);
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.checkOpen();
    await Promise.race([this.setLineBaudRate(baudRate), this.over]);
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  /** Opens the line; when it rejects, `closeLine` is called all the same. */
  protected abstract openLine(baudRate: number): Promise<void>;
  /** Resolves when the bytes have left this machine. */
  protected abstract writeLine(bytes: Uint8Array): Promise<void>;
  protected abstract setLineSignals(signals: LinkSignals): Promise<void>;
  protected abstract setLineBaudRate(baudRate: number): Promise<void>;
  /** Frees the line in whatever state it is, also half open. */
  protected abstract closeLine(): Promise<void>;

  /** Bytes from the chip. */
  protected received(bytes: Uint8Array): void {
    this.streams?.push(bytes);
  }

  /** The device is gone. Only the first time counts, and nothing that happens after `close`. */
  protected lose(cause: Error): void {
    if (!this.streams) return;
    this.loss = new FlashError('port-gone', { port: this.name, detail: cause.message }, { cause });
    this.rejectLost(this.loss);
    this.closing = this.end(this.loss);
  }

  private async transmit(bytes: Uint8Array): Promise<void> {
    this.checkOpen();
    try {
      await Promise.race([this.writeLine(bytes), this.over]);
    } catch (error) {
      this.lose(error as Error);
      throw this.loss ?? error;
    }
  }

  private async end(reason?: Error): Promise<void> {
    this.streams?.end(reason);
    this.streams = undefined;
    this.rejectPending(reason ?? new FlashError('cancelled', { port: this.name }));
    await within(CLOSE_MS, this.closeLine());
  }

  private checkOpen(): void {
    if (this.loss) throw this.loss;
    if (!this.streams) throw new FlashError('port-failed', { port: this.name, detail: 'it is not open' });
  }
}

/** A promise that only rejects, and may do so with nobody listening. */
function neverUnhandled(start: (reject: (reason: Error) => void) => void): Promise<never> {
  const promise = new Promise<never>((_resolve, reject) => start(reject));
  promise.catch(() => {});
  return promise;
}

/** Resolves with `task`, whatever comes of it, but after `ms` at the latest. */
async function within(ms: number, task: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([task.catch(() => {}), timeUp]);
  clearTimeout(timer);
}
