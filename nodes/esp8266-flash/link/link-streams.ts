/** What may wait for a reader, bytes; more is lost, as in the buffer of a serial port. */
const MAX_UNREAD_BYTES = 1024 * 1024;

type Chunks = ReadableStreamDefaultController<Uint8Array>;

/**
 * The two streams of an open link. As a Web Serial port has it, a stream that was cancelled, closed or aborted by the one
 * who used it makes way for a new one, so that the next user finds the line open.
 */
export class LinkStreams {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Uint8Array>;
  private chunks!: Chunks;

  /** `send` resolves when the bytes have left this machine. */
  constructor(private readonly send: (bytes: Uint8Array) => Promise<void>) {
    this.readable = this.newReadable();
    this.writable = this.newWritable();
  }

  /** Bytes from the chip. */
  push(bytes: Uint8Array): void {
    if ((this.chunks.desiredSize ?? 0) > 0) this.chunks.enqueue(bytes);
  }

  /** No byte comes or goes any more; a reader sees the end, or the `reason` as an error. */
  end(reason?: Error): void {
    if (reason) this.chunks.error(reason);
    else this.chunks.close();
  }

  private newReadable(): ReadableStream<Uint8Array> {
    const start = (controller: Chunks): void => {
      this.chunks = controller;
    };
    const cancel = (): void => {
      this.readable = this.newReadable();
    };
    return new ReadableStream({ start, cancel }, new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }));
  }

  private newWritable(): WritableStream<Uint8Array> {
    const renew = (): void => {
      this.writable = this.newWritable();
    };
    return new WritableStream({ write: (bytes) => this.send(bytes), close: renew, abort: renew });
  }
}
