import type { ScriptWorld } from '../device/script-world';
import type { Destination } from './air';
import { ChipSocket } from './chip-socket';
import type { Link } from './link';

/** Sockets of the chip in all, listening ones included. Source: network_esp8266.h. */
const MOST_SOCKETS = 10;

/** `require("net")` of one boot: the chip's ten sockets. It can only connect; it cannot listen. */
export class Net {
  /** The object that the script gets. */
  readonly module: Record<string, unknown>;
  /** Espruino's console on port 23 holds a socket of its own, until the script turns it off. */
  hasTelnet = true;
  private readonly sockets = new Set<ChipSocket>();

  constructor(
    private readonly world: ScriptWorld,
    private readonly link: Link,
    private readonly route: (address: string, port: number) => Destination,
    private readonly crash: () => void,
  ) {
    this.module = world.expose<Net>(this, ['connect']);
  }

  connect(options: { host?: unknown; port?: unknown }, callback?: unknown): unknown {
    const destination = this.route(String(options.host ?? '127.0.0.1'), Number(options.port));
    if (destination === 'crash') this.crash();
    const inUse = this.sockets.size + (this.hasTelnet ? 1 : 0);
    if (destination === 'no-route' || inUse >= MOST_SOCKETS) {
      throw this.world.error('Unable to create socket', 'InternalError');
    }
    const socket: ChipSocket = new ChipSocket(this.world, this.link, () => this.sockets.delete(socket));
    this.sockets.add(socket);
    if (typeof callback === 'function') this.world.setListeners(socket.object, 'connect', [callback as never]);
    // The script first gets the socket: whatever happens to it is told afterwards
    this.world.later(() => socket.open(destination));
    return socket.object;
  }

  /** Sockets in use, telnet's not counted. */
  get openSockets(): number {
    return this.sockets.size;
  }

  /** The link is back, or the script listens to `object`: what was held up moves on. */
  resume(object?: object): void {
    for (const socket of this.sockets) if (object === undefined || socket.object === object) socket.resume();
  }

  /** The power is gone. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.cut();
  }
}
