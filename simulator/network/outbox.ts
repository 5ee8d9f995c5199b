import type { Socket } from 'node:net';
import type { Link } from './link';

/** Half of the chip's TCP segment: the most that goes out or comes in at once. Source: network_esp8266.c. */
export const CHUNK_BYTES = 268;

/** What a script has written to its socket, on its way out: a chunk is in flight at a time. */
export class Outbox {
  /** There while the connection stands. */
  private socket: Socket | undefined;
  private waiting = '';
  private isSending = false;

  /** `onEmpty`: the last of what was written has left. */
  constructor(
    private readonly link: Link,
    private readonly onEmpty: () => void,
  ) {}

  /** Whether something waits for its turn to be sent. */
  get hasWaiting(): boolean {
    return this.waiting !== '';
  }

  /** Whether all that was written has left. */
  get isEmpty(): boolean {
    return this.waiting === '' && !this.isSending;
  }

  add(data: string): void {
    this.waiting += data;
    this.send();
  }

  /** The connection stands: what waits may go. */
  open(socket: Socket): void {
    this.socket = socket;
    this.send();
  }

  /** The connection is over: nothing goes any more. */
  close(): void {
    this.socket = undefined;
  }

  /** Sends the next chunk, unless the way is blocked. */
  send(): void {
    if (!this.socket || this.isSending || !this.link.isUp || this.waiting === '') return;
    const chunk = this.waiting.slice(0, this.link.splitsBytes ? 1 : CHUNK_BYTES);
    this.waiting = this.waiting.slice(chunk.length);
    const bytes = Buffer.from(chunk, 'latin1');
    this.isSending = true;
    this.link.traffic.sent(bytes);
    this.socket.write(bytes, () => this.sent());
  }

  private sent(): void {
    this.isSending = false;
    if (!this.socket) return;
    if (this.waiting !== '') setImmediate(() => this.send());
    else this.onEmpty();
  }
}
