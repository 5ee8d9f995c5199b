import { FlashError } from '../flash-error';
import type { Link } from '../link/link';

/**
 * An open link as text, a character for each byte. When the signal is aborted or the device is lost, whatever waits here
 * ends at once with that FlashError; `release` gives the link's streams back.
 */
export class LinkText {
  /** Aborted when nothing goes on any more, with the reason. */
  readonly signal: AbortSignal;
  private readonly stop = new AbortController();
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  private readonly listeners = new Set<(bytes: Uint8Array) => void>();

  constructor(
    private readonly link: Link,
    private readonly aborted: AbortSignal,
  ) {
    const { readable, writable } = link;
    if (readable === null || writable === null) throw new FlashError('port-gone', { port: link.name });
    this.signal = this.stop.signal;
    this.reader = readable.getReader();
    this.writer = writable.getWriter();
    this.writer.closed.catch(() => {}); // told by the link's `lost`, and by each write
    aborted.addEventListener('abort', this.cancel, { once: true });
    if (aborted.aborted) this.cancel();
    link.lost.catch((reason) => this.stop.abort(reason));
    void this.receive();
  }

  /** Takes what arrives from now on. Gives what ends it. */
  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the text has left this machine. */
  async write(text: string): Promise<void> {
    this.signal.throwIfAborted();
    await this.writer.write(Buffer.from(text, 'latin1'));
  }

  /** `work`, unless nothing goes on any more or `ms` pass first: then it throws that FlashError, or `tooLate`. */
  async within<Result>(ms: number, work: Promise<Result>, tooLate: () => Error): Promise<Result> {
    work.catch(() => {}); // it may fail when nobody waits for it any more
    this.signal.throwIfAborted();
    let timer: NodeJS.Timeout | undefined;
    let end = (): void => {};
    const ended = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(tooLate()), ms);
      end = () => reject(this.signal.reason);
      this.signal.addEventListener('abort', end, { once: true });
    });
    return Promise.race([work, ended]).finally(() => {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', end);
    });
  }

  /** Whatever waits here ends. Twice is once. */
  async release(): Promise<void> {
    this.cancel();
    this.aborted.removeEventListener('abort', this.cancel);
    this.listeners.clear();
    this.writer.releaseLock();
    await this.reader.cancel().catch(() => {}); // a stream that has failed is free as well
    this.reader.releaseLock();
  }

  private readonly cancel = () => this.stop.abort(new FlashError('cancelled'));

  /** Runs as long as the stream is ours. Its failure is the loss of the device, unless `lost` has told so before. */
  private async receive(): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.reader.read();
        if (done) break;
        for (const listener of this.listeners) listener(value);
      }
      this.stop.abort(new FlashError('port-gone', { port: this.link.name }));
    } catch (error) {
      const isTold = error instanceof FlashError;
      this.stop.abort(isTold ? error : new FlashError('port-gone', { port: this.link.name }, { cause: error }));
    }
  }
}
