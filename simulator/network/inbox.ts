import type { Socket } from 'node:net';
import type { ScriptWorld } from '../device/script-world';
import type { Link } from './link';
import { CHUNK_BYTES } from './outbox';

/** What is kept of incoming bytes while nobody listens. Source: src/jswrap_stream.h. */
const UNREAD_BYTES = 512;

/** What has come for a script's socket `object`: it is handed over a chunk a turn; what nobody reads stops the other side. */
export class Inbox {
  /** There while the connection stands. */
  private socket: Socket | undefined;
  private incoming = '';
  private unread = '';
  private isDelivering = false;

  /** `onEnd`: the other side has closed, and everything before that was handed over. */
  constructor(
    private readonly world: ScriptWorld,
    private readonly link: Link,
    private readonly object: object,
    private readonly onEnd: () => void,
  ) {}

  open(socket: Socket): void {
    this.socket = socket;
    socket.on('data', (bytes) => this.received(bytes));
    socket.on('end', () => this.deliver());
  }

  /** The connection is over: nothing is handed over any more. */
  close(): void {
    this.socket = undefined;
  }

  /** Bytes that came while nobody listened. */
  get available(): number {
    return this.unread.length;
  }

  /** Takes so many of the bytes that came while nobody listened; 0: all of them. */
  read(characters: number): string {
    const data = characters > 0 ? this.unread.slice(0, characters) : this.unread;
    this.unread = this.unread.slice(data.length);
    this.deliver();
    return data;
  }

  /** Goes on where the link was interrupted, or where the script began to listen. */
  resume(): void {
    if (this.unread !== '' && this.hasListener) {
      this.world.emit(this.object, 'data', this.unread);
      this.unread = '';
    }
    this.deliver();
  }

  private received(bytes: Buffer): void {
    if (!this.socket || this.link.swallowsAnswers) return;
    this.link.traffic.received(bytes);
    this.incoming += bytes.toString('latin1');
    this.deliver();
  }

  private deliver(): void {
    if (this.isDelivering || !this.socket || !this.link.isUp) return;
    if (this.incoming === '') {
      this.socket.resume();
      if (this.socket.readableEnded) this.onEnd();
      return;
    }
    this.isDelivering = true;
    this.socket.pause();
    this.world.later(() => {
      this.isDelivering = false;
      if (this.socket && this.handOver()) this.deliver();
    });
  }

  /** False: the script takes nothing more for now. */
  private handOver(): boolean {
    const chunk = this.incoming.slice(0, CHUNK_BYTES);
    if (!this.hasListener) {
      if (this.unread.length + chunk.length > UNREAD_BYTES) return false;
      this.unread += chunk;
    } else if (!this.world.runUnlessOutOfMemory(() => this.callListeners(chunk))) {
      this.world.setListeners(this.object, 'data', []);
    }
    this.incoming = this.incoming.slice(chunk.length);
    return true;
  }

  private callListeners(chunk: string): void {
    for (const listener of this.world.listenersOf(this.object, 'data')) listener.call(this.object, chunk);
  }

  private get hasListener(): boolean {
    return this.world.listenersOf(this.object, 'data').length > 0;
  }
}
