import { connect, type Socket } from 'node:net';
import type { ScriptFunction, ScriptWorld } from '../device/script-world';
import type { Destination } from './air';
import type { Link } from './link';
import { NODE_ERRORS, SOCKET_ERRORS, type SocketErrorName } from './socket-error';

/** Half of the chip's TCP segment: the most that goes out or comes in at once. Source: network_esp8266.c. */
const CHUNK_BYTES = 268;
/** What is kept of incoming bytes while nobody listens. Source: src/jswrap_stream.h. */
const UNREAD_BYTES = 512;
/** So long lwIP waits for the other side to close as well (TCP_FIN_WAIT_TIMEOUT). */
const FIN_WAIT_MS = 20_000;

/**
 * One connection of the chip: the socket object that the script holds, over a real TCP connection. A chunk is in flight
 * at a time; what the other side does arrives as events, in the order error, end, close(hadError).
 */
export class ChipSocket {
  /** The object that the script gets. */
  readonly object: Record<string, unknown>;
  private socket: Socket | undefined;
  private isConnected = false;
  /** `end()` was called; no more writing. */
  private isEnding = false;
  /** The script was told that it is over. */
  private isClosed = false;
  private isSending = false;
  private toSend = '';
  private incoming = '';
  private unread = '';
  private isDelivering = false;

  constructor(
    private readonly world: ScriptWorld,
    private readonly link: Link,
    private readonly onFree: () => void,
  ) {
    this.object = world.expose<ChipSocket>(this, ['write', 'end', 'read', 'available', 'pipe']);
  }

  /** Sets out for `destination`; what comes of it arrives as events. */
  open(destination: Destination): void {
    if (destination === 'refused') {
      this.link.traffic.refused();
      this.close('reset');
    }
    if (destination === 'unknown-host') this.close('notFound');
    // An unanswered SYN: the chip is never told, and the slot stays taken until the script gives it up
    if (typeof destination === 'string' || !this.link.isUp) return;
    const localAddress = this.link.sourceAddress;
    const socket = connect({ ...destination, noDelay: true, ...(localAddress ? { localAddress } : {}) });
    this.socket = socket;
    socket.on('connect', () => this.connected());
    socket.on('data', (bytes) => this.received(bytes));
    socket.on('end', () => this.deliver());
    socket.on('error', (error: NodeJS.ErrnoException) => this.failed(error));
    socket.on('close', () => this.isClosed && this.onFree());
  }

  write(data: unknown): boolean {
    if (this.isEnding || this.isClosed) throw this.world.error('This socket is closed');
    this.toSend += String(data);
    this.pump();
    return false;
  }

  /** With nothing to send it closes at once, without waiting for an answer. */
  end(data?: unknown): void {
    if (data !== undefined && !this.isEnding) this.write(data);
    this.isEnding = true;
    if (this.toSend === '' && !this.isSending) this.world.later(() => this.close('closed'));
  }

  read(characters = 0): string {
    const data = characters > 0 ? this.unread.slice(0, characters) : this.unread;
    this.unread = this.unread.slice(data.length);
    this.deliver();
    return data;
  }

  available(): number {
    return this.unread.length;
  }

  pipe(destination: { write: ScriptFunction; end?: ScriptFunction }): void {
    const { listenersOf } = this.world;
    const listeners = listenersOf.call(this.world, this.object, 'data');
    this.world.setListeners(this.object, 'data', [...listeners, (data) => destination.write(data)]);
  }

  /** Goes on where the link was interrupted, or where the script began to listen. */
  resume(): void {
    if (this.unread !== '' && this.hasListener) {
      this.world.emit(this.object, 'data', this.unread);
      this.unread = '';
    }
    this.pump();
    this.deliver();
  }

  /** The chip lost its power. It sends no more FIN; after the next boot it answers with a reset, so that is sent now. */
  cut(): void {
    this.isClosed = true;
    if (this.isConnected) this.socket?.resetAndDestroy();
    else this.socket?.destroy();
    this.onFree();
  }

  private connected(): void {
    if (this.isClosed) return;
    this.isConnected = true;
    this.link.traffic.connected();
    this.world.emit(this.object, 'connect', this.object);
    if (this.toSend === '') this.world.emit(this.object, 'drain', this.object);
    this.pump();
  }

  private pump(): void {
    if (!this.isConnected || this.isSending || this.isClosed || !this.link.isUp || this.toSend === '') return;
    const chunk = this.toSend.slice(0, this.link.splitsBytes ? 1 : CHUNK_BYTES);
    this.toSend = this.toSend.slice(chunk.length);
    const bytes = Buffer.from(chunk, 'latin1');
    this.isSending = true;
    this.link.traffic.sent(bytes);
    this.socket?.write(bytes, () => this.sent());
  }

  private sent(): void {
    this.isSending = false;
    if (this.isClosed) return;
    if (this.toSend !== '') return void setImmediate(() => this.pump());
    if (this.isEnding) this.close('closed');
    else this.world.emit(this.object, 'drain', this.object);
  }

  private received(bytes: Buffer): void {
    if (this.isClosed || this.link.swallowsAnswers) return;
    this.link.traffic.received(bytes);
    this.incoming += bytes.toString('latin1');
    this.deliver();
  }

  /** Hands over a chunk a turn; what nobody reads stops the other side. */
  private deliver(): void {
    if (this.isDelivering || this.isClosed || !this.link.isUp) return;
    if (this.incoming === '') {
      this.socket?.resume();
      if (this.socket?.readableEnded) this.finish();
      return;
    }
    this.isDelivering = true;
    this.socket?.pause();
    this.world.later(() => {
      this.isDelivering = false;
      if (this.isClosed || !this.handOver()) return;
      this.deliver();
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

  /** The other side has closed: there is no half-open connection on the chip. */
  private finish(): void {
    this.close(this.toSend === '' ? 'closed' : 'unsentData');
  }

  private failed(error: NodeJS.ErrnoException): void {
    const code = error.code ?? '';
    const reason = NODE_ERRORS[code];
    if (code === 'ECONNREFUSED') this.link.traffic.refused();
    else if (reason !== 'reset') this.link.traffic.failed(error);
    if (reason && !this.isClosed) this.close(reason);
  }

  /** Tells the script, and ends the TCP connection. */
  private close(reason: SocketErrorName): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const hadError = reason !== 'closed';
    if (hadError) this.world.emit(this.object, 'error', this.world.copy(SOCKET_ERRORS[reason]));
    this.world.emit(this.object, 'end');
    this.world.emit(this.object, 'close', hadError);
    const { socket } = this;
    if (!socket || socket.destroyed) this.onFree();
    else if (!this.isConnected) socket.destroy();
    else closeGently(socket);
  }
}

/** What still comes in is read and thrown away: unread bytes would turn the FIN into a reset. */
function closeGently(socket: Socket): void {
  socket.end().resume();
  socket.setTimeout(FIN_WAIT_MS, () => socket.destroy());
}
