import { setTimeout as delay } from 'node:timers/promises';
import { slipPacket } from '../../../protocol/slip';
import { FlashError } from '../flash-error';
import type { Link } from '../link/link';
import { RawWatch } from './raw-watch';
import { Silence } from './silence';
import { PacketDecoder } from './slip';

/** Start, stop and eight data bits for each byte. */
const BITS_PER_BYTE = 10;
/** Beyond what the wire takes; only an adapter or a network that hangs takes longer. */
const STUCK_MS = 5000;
/** An answer comes with a few copies at most; what noise brings beyond is lost, as in the buffer of a serial port. */
const MOST_PACKETS = 100;

/**
 * An open link as esptool-js takes it: packets out and in. An answer is due a time after the last packet has left the
 * wire; when the signal is aborted or the device is lost, whatever waits here ends at once with that FlashError.
 */
export class LoaderTransport {
  /** Asked by esptool-js, which would write to the console. */
  readonly tracing = false;
  readonly watch = new RawWatch();
  /** Never resolves; rejects with the reason for which nothing goes on. A rejection is never unhandled. */
  readonly broken: Promise<never>;
  /** Aborted when broken, with the same reason. */
  readonly signal: AbortSignal;
  baudrate: number;

  private readonly stop = new AbortController();
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  private readonly decoder = new PacketDecoder();
  private packets: Uint8Array[] = [];
  private arrived: (() => void) | undefined;
  /** When the last packet has left the wire at the latest; performance.now(). */
  private sentAt = 0;

  constructor(
    private readonly link: Link,
    baudRate: number,
    private readonly aborted: AbortSignal,
  ) {
    const { readable, writable } = link;
    if (readable === null || writable === null) throw new FlashError('port-gone', { port: link.name });
    this.baudrate = baudRate;
    this.reader = readable.getReader();
    this.writer = writable.getWriter();
    this.signal = this.stop.signal;
    this.broken = new Promise((_resolve, reject) =>
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true }),
    );
    this.broken.catch(() => {});
    aborted.addEventListener('abort', this.cancel, { once: true });
    if (aborted.aborted) this.cancel();
    link.lost.catch((reason) => this.break(reason));
    void this.receive();
  }

  /** Throws Silence when the link does not take it: an adapter that hangs. */
  async write(data: Uint8Array): Promise<void> {
    const packet = slipPacket(data);
    const wireMs = (packet.length * BITS_PER_BYTE * 1000) / this.baudrate;
    this.signal.throwIfAborted();
    await this.within(wireMs + STUCK_MS, this.writer.write(packet));
    // Where "written" only means that another machine has the bytes, they are still on its wire.
    this.sentAt = performance.now() + wireMs;
  }

  /** The next packet. Throws Silence when none has come `timeoutMs` after the last one that was sent. */
  async read(timeoutMs: number): Promise<Uint8Array> {
    const dueAt = this.sentAt + timeoutMs;
    for (;;) {
      this.signal.throwIfAborted();
      const packet = this.packets.shift();
      if (packet !== undefined) return packet;
      const leftMs = dueAt - performance.now();
      if (leftMs <= 0) throw new Silence(timeoutMs);
      await this.arrival(leftMs);
    }
  }

  flushInput(): void {
    this.packets = [];
    this.decoder.reset();
  }

  /** esptool-js waits here for the copies of a refusal; they do no harm: an answer names its command. */
  async drainInput(): Promise<void> {
    this.flushInput();
  }

  getInfo(): string {
    return this.link.name;
  }

  /** Asked by esptool-js whether it traces or not. */
  trace(): void {}

  async setBaudRate(baudRate: number): Promise<void> {
    await Promise.race([this.link.setBaudRate(baudRate), this.broken]);
    this.baudrate = baudRate;
    this.flushInput();
  }

  /** Waits; ends early when broken. */
  async pause(ms: number): Promise<void> {
    await Promise.race([delay(ms, undefined, { signal: this.signal }).catch(() => {}), this.broken]);
  }

  /** Resolves when something has arrived, or after `ms`. */
  async arrival(ms: number): Promise<void> {
    const arrived = new Promise<void>((resolve) => {
      this.arrived = resolve;
    });
    await this.within(ms, arrived).catch((error) => {
      if (!(error instanceof Silence)) throw error;
    });
  }

  /** Gives the link's streams back; whatever waits here ends. Twice is once. */
  async release(): Promise<void> {
    this.break(new FlashError('cancelled'));
    this.aborted.removeEventListener('abort', this.cancel);
    this.writer.releaseLock();
    await this.reader.cancel().catch(() => {}); // a stream that has failed is free as well
    this.reader.releaseLock();
  }

  private readonly cancel = () => this.break(new FlashError('cancelled'));

  private break(reason: unknown): void {
    this.stop.abort(reason);
  }

  /** Runs as long as the stream is ours. Its failure is the loss of the device, unless `lost` has told so before. */
  private async receive(): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.reader.read();
        if (done) break;
        this.take(value);
      }
      this.break(new FlashError('port-gone', { port: this.link.name }));
    } catch (error) {
      const isTold = error instanceof FlashError;
      this.break(isTold ? error : new FlashError('port-gone', { port: this.link.name }, { cause: error }));
    }
  }

  private async within(ms: number, task: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Silence(ms)), ms);
    });
    await Promise.race([task, timeUp, this.broken]).finally(() => clearTimeout(timer));
  }

  private take(chunk: Uint8Array): void {
    this.watch.push(chunk);
    this.packets = this.packets.concat(this.decoder.push(chunk)).slice(-MOST_PACKETS);
    this.arrived?.();
  }
}
