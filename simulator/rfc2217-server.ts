import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type AdapterSide, ComPortSession } from './serial/com-port-session';

/** The chip's USB adapter: what a session needs, and what the chip says. */
export interface Adapter extends AdapterSide {
  onData(listener: (bytes: Uint8Array) => void): void;
}

/** A client that died may have left bytes that are on their way to the chip: 16 KB at 115200 baud take 1.4 s. */
const FAREWELL_MS = 1500;
const IN_USE = 'This serial port is in use by another client\r\n';

/**
 * A chip as a serial port on the network (RFC 2217), for one client at a time: any flasher can open it. What the chip
 * says while there is no client is lost, as on a real port that nobody has open.
 *
 *     const server = await Rfc2217Server.start(chip, { port: 4000 });
 *     server.url; // 'rfc2217://127.0.0.1:4000'
 */
export class Rfc2217Server {
  private readonly sockets = new Set<Socket>();
  private served = Promise.resolve();
  private client: Socket | undefined;
  private session: ComPortSession | undefined;

  private constructor(
    private readonly chip: Adapter,
    private readonly server: Server,
    /** Under which it can be opened. */
    readonly url: string,
  ) {
    chip.onData((bytes) => this.session?.send(bytes));
    server.on('connection', (socket) => this.accept(socket));
  }

  /** Listens on `port` (0: any that is free). Rejects when it is taken. */
  static async start(chip: Adapter, { port = 0, host = '127.0.0.1' } = {}): Promise<Rfc2217Server> {
    const server = createServer({ noDelay: true }).listen(port, host);
    await once(server, 'listening');
    return new Rfc2217Server(chip, server, `rfc2217://${host}:${(server.address() as AddressInfo).port}`);
  }

  /** As when the network fails or the machine with the port is switched off. */
  dropClient(): void {
    this.client?.resetAndDestroy();
  }

  /** Ends the client too. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async accept(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.on('error', () => {}); // what matters is that it is over
    socket.once('close', () => this.sockets.delete(socket));
    if (this.client) await Promise.race([this.served, setTimeout(FAREWELL_MS, undefined, { ref: false })]);
    if (this.client) socket.resume().end(IN_USE);
    else this.served = this.serve(socket);
  }

  private async serve(socket: Socket): Promise<void> {
    this.client = socket;
    this.session = new ComPortSession(socket, this.chip);
    await this.session.run();
    this.client = undefined;
    this.session = undefined;
  }
}
