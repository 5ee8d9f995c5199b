import { createServer, type Server, type Socket } from 'node:net';
import type { FrameEnd } from '../../protocol/frame';
import { ProtocolError, type RefusalCode } from '../../protocol/protocol-error';
import type { AllowList } from './allow-list';
import { Connection } from './connection';
import type { ConnectionEvents, SharedByConnections } from './connection-events';
import type { Peer } from './device';
import type { FrameAnswer } from './late-answers';
import { ListenError } from './listen-error';
import { OpenConnections } from './open-connections';
import { plainAddress } from './plain-address';
import { Turns } from './turns';

/** Where to listen and whom to let in; 0 means no limit. */
export interface ServerSettings {
  port: number;
  /** Empty: all addresses of this machine. */
  bindAddress: string;
  frameEnd: FrameEnd;
  maxFrameBytes: number;
  idleTimeoutMs: number;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  allowed: AllowList;
}

/** What the server tells. `frame` gives the answer line, if any, or a promise of it. */
export interface ServerEvents {
  listening(port: number): void;
  failed(error: ListenError): void;
  frame(bytes: Buffer, isComplete: boolean, peer: Peer): FrameAnswer;
  refused(error: ProtocolError, peer: Peer): void;
}

/** A port that another program may free at any time is tried again soon, but not in a hurry. */
const RETRY_MS = [1000, 2000, 4000, 5000];
const SWEEP_MS = 1000;
/** In a crowd that dials at once, whom the system has no place for in the line tries again only after a second. */
const BACKLOG = 4096;
/** As long as a chip waits for an answer: after that nobody reads our last word any more. */
const LAST_WORD_MS = 5000;

/** Listens on one port, keeps trying when it cannot, and owns the connections that come of it: nobody else's. */
export class DeviceServer {
  private server: Server | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private sweepTimer: NodeJS.Timeout | undefined;
  private failures = 0;
  private readonly connections = new OpenConnections();
  private readonly connectionEvents: ConnectionEvents;
  private readonly shared: SharedByConnections;

  constructor(
    private readonly settings: ServerSettings,
    private readonly events: ServerEvents,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.shared = { turns: new Turns(), now };
    this.connectionEvents = {
      frame: events.frame,
      refused: events.refused,
      spoke: (connection) => this.connections.touch(connection),
      closed: (connection) => this.connections.delete(connection),
    };
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Starts to listen; tells `listening`, or `failed` and tries again until `close`. */
  open(): void {
    if (this.server !== undefined) return;
    // Half open: a chip that has closed its side may still read the answer to its last report.
    // Where silence is no reason to end a connection, the system asks whether the other side still lives.
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: this.settings.idleTimeoutMs === 0 };
    const server = createServer(options, (socket) => this.admit(socket));
    this.server = server;
    server.on('error', (error) => this.failed(server, error));
    server.on('listening', () => this.opened(server));
    const { port, bindAddress } = this.settings;
    server.listen({ port, host: bindAddress || undefined, backlog: BACKLOG });
  }

  /** Ends every connection of this server and frees the port; nothing is told any more once it has been called. */
  close(): Promise<void> {
    clearTimeout(this.retryTimer);
    clearInterval(this.sweepTimer);
    const { server } = this;
    this.server = undefined;
    this.failures = 0;
    return new Promise((resolve) => {
      if (!server?.listening) return resolve();
      server.close(() => resolve());
      for (const connection of this.connections) connection.reset();
    });
  }

  private opened(server: Server): void {
    if (this.server !== server) {
      server.close(); // closed while the address was still being looked up
      return;
    }
    this.failures = 0;
    this.sweepTimer = setInterval(() => this.sweep(), SWEEP_MS);
    const address = server.address();
    this.events.listening(typeof address === 'object' && address !== null ? address.port : this.settings.port);
  }

  private failed(server: Server, error: Error): void {
    // A single connection that could not be accepted also ends here; the server goes on listening.
    if (this.server !== server || server.listening) return;
    this.server = undefined;
    const delay = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
    this.retryTimer = setTimeout(() => this.open(), delay);
    this.events.failed(new ListenError(this.settings.port, this.settings.bindAddress, error));
  }

  private admit(socket: Socket): void {
    const ip = plainAddress(socket.remoteAddress);
    const refusal = this.refusal(ip);
    if (refusal !== undefined) {
      socket.on('error', () => {}); // it may be gone already
      socket.resetAndDestroy();
      this.events.refused(refusal, { ip, port: socket.remotePort ?? 0 });
      return;
    }
    this.connections.add(new Connection(socket, this.settings, this.connectionEvents, this.shared));
  }

  private refusal(ip: string): ProtocolError | undefined {
    const { allowed, maxConnections, maxConnectionsPerAddress } = this.settings;
    if (ip === '') return refused('cut-off', 'the connection was reset before it could be seen whose it was');
    if (!allowed.allows(ip)) return refused('not-allowed', `${ip} is not among the allowed addresses`);
    if (maxConnectionsPerAddress > 0 && this.connections.countFrom(ip) >= maxConnectionsPerAddress) {
      return refused('too-many-from-address', `expected at most ${maxConnectionsPerAddress} connections from ${ip}`);
    }
    if (maxConnections > 0 && this.connections.size >= maxConnections && !this.makeRoom()) {
      return refused('too-many-connections', `expected at most ${maxConnections} connections`);
    }
    return undefined;
  }

  /** Who holds a connection and says nothing keeps nobody out: that costs a chip one more connection, and a crowd its siege. */
  private makeRoom(): boolean {
    const connection = this.connections.longestSilent();
    if (connection === undefined) return false;
    const { maxConnections } = this.settings;
    const reason = `expected at most ${maxConnections} connections; this one was silent for longest, and made room`;
    this.events.refused(refused('too-many-connections', reason), connection.peer);
    this.connections.delete(connection);
    connection.reset();
    return true;
  }

  private sweep(): void {
    const { idleTimeoutMs } = this.settings;
    const now = this.now();
    for (const connection of this.connections) {
      if (connection.isAwaited) continue;
      const silentMs = now - connection.lastActiveAt;
      if (connection.isEnding ? silentMs >= LAST_WORD_MS : idleTimeoutMs > 0 && silentMs >= idleTimeoutMs) {
        connection.expire();
      }
    }
  }
}

function refused(code: RefusalCode, message: string): ProtocolError {
  return new ProtocolError(code, message);
}
