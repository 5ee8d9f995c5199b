import { connect, type Socket } from 'node:net';
import type { ScriptFunction, ScriptWorld } from '../device/script-world';
import type { Destination } from './air';
import { Inbox } from './inbox';
import type { Link } from './link';
import { Outbox } from './outbox';
import { NODE_ERRORS, SOCKET_ERRORS, type SocketErrorName } from './socket-error';

/** So long lwIP waits for the other side to close as well (TCP_FIN_WAIT_TIMEOUT). */
const FIN_WAIT_MS = 20_000;

/**
 * One connection of the chip: the socket object that the script holds, over a real TCP connection. What becomes of it
 * arrives as events, in the order error, end, close(hadError).
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
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;

  constructor(
    private readonly world: ScriptWorld,
    private readonly link: Link,
    private readonly onFree: () => void,
  ) {
    this.object = world.expose<ChipSocket>(this, ['write', 'end', 'read', 'available', 'pipe']);
    this.outbox = new Outbox(link, () => this.allSent());
    // There is no half-open connection on the chip: when the other side has closed, it is over
    this.inbox = new Inbox(world, link, this.object, () =>
      this.close(this.outbox.hasWaiting ? 'unsentData' : 'closed'),
    );
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
    this.inbox.open(socket);
    socket.on('connect', () => this.connected(socket));
    socket.on('error', (error: NodeJS.ErrnoException) => this.failed(error));
    socket.on('close', () => this.isClosed && this.onFree());
  }

  write(data: unknown): boolean {
    if (this.isEnding || this.isClosed) throw this.world.error('This socket is closed');
    this.outbox.add(String(data));
    return false;
  }

  /** With nothing to send it closes at once, without waiting for an answer. */
  end(data?: unknown): void {
    if (data !== undefined && !this.isEnding) this.write(data);
    this.isEnding = true;
    if (this.outbox.isEmpty) this.world.later(() => this.close('closed'));
  }

  read(characters = 0): string {
    return this.inbox.read(characters);
  }

  available(): number {
    return this.inbox.available;
  }

  pipe(destination: { write: ScriptFunction; end?: ScriptFunction }): void {
    const listeners = this.world.listenersOf(this.object, 'data');
    this.world.setListeners(this.object, 'data', [...listeners, (data) => destination.write(data)]);
  }

  /** Goes on where the link was interrupted, or where the script began to listen. */
  resume(): void {
    this.outbox.send();
    this.inbox.resume();
  }

  /** The chip lost its power. It sends no more FIN; after the next boot it answers with a reset, so that is sent now. */
  cut(): void {
    this.endTraffic();
    // libuv cannot reset what is being shut down: it refuses, and the handle would stay open for ever
    if (this.isConnected && !this.socket?.writableEnded) this.socket?.resetAndDestroy();
    else this.socket?.destroy();
    this.onFree();
  }

  private connected(socket: Socket): void {
    if (this.isClosed) return;
    this.isConnected = true;
    this.link.traffic.connected();
    this.world.emit(this.object, 'connect', this.object);
    if (!this.outbox.hasWaiting) this.world.emit(this.object, 'drain', this.object);
    this.outbox.open(socket);
  }

  private allSent(): void {
    if (this.isEnding) this.close('closed');
    else this.world.emit(this.object, 'drain', this.object);
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
    this.endTraffic();
    const hadError = reason !== 'closed';
    if (hadError) this.world.emit(this.object, 'error', this.world.copy(SOCKET_ERRORS[reason]));
    this.world.emit(this.object, 'end');
    this.world.emit(this.object, 'close', hadError);
    const { socket } = this;
    if (!socket || socket.destroyed) this.onFree();
    else if (!this.isConnected) socket.destroy();
    else closeGently(socket);
  }

  /** From here on the script hears nothing of it, and nothing leaves. */
  private endTraffic(): void {
    this.isClosed = true;
    this.outbox.close();
    this.inbox.close();
  }
}

/** What still comes in is read and thrown away: unread bytes would turn the FIN into a reset. */
function closeGently(socket: Socket): void {
  socket.end().resume();
  socket.setTimeout(FIN_WAIT_MS, () => socket.destroy());
}
