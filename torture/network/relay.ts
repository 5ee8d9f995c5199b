import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { CarriedConnection, type Way } from './carried-connection';
import { Conditions } from './conditions';
import type { NetworkCounts, NetworkFault } from './orders';

const HOST = '127.0.0.1';
/** While nobody listened, somebody else's connection may have got the port: it has to be waited for. */
const PORT_BUSY_PAUSE_MS = 50;

/** Takes the connections of devices and carries each on to Node-RED. */
export class Relay {
  readonly conditions = new Conditions();
  readonly counts: NetworkCounts = {
    connections: 0,
    bytesUp: 0,
    bytesDown: 0,
    bytesSwallowed: 0,
    dropped: 0,
    cutInFrame: 0,
  };
  private readonly server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.carry(socket));
  /** In the order in which they came. */
  private readonly connections = new Set<CarriedConnection>();
  private readonly way: Way;
  private port = 0;

  constructor(targetPort: number) {
    this.way = { targetPort, conditions: this.conditions, counts: this.counts };
    this.conditions.on('begun', (name) => this.begun(name));
    this.conditions.on('over', (name) => this.over(name));
  }

  /** Gives the port. */
  async listen(): Promise<number> {
    this.server.listen(this.port, HOST);
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  /** Every connection ends with it. */
  close(): void {
    this.server.close();
    for (const connection of this.connections) connection.reset();
  }

  private carry(socket: Socket): void {
    this.counts.connections += 1;
    const connection: CarriedConnection = new CarriedConnection(socket, this.way, () =>
      this.connections.delete(connection),
    );
    this.connections.add(connection);
    if (this.conditions.has('drop')) this.drop(connection);
  }

  private drop(connection: CarriedConnection): void {
    this.counts.dropped += 1;
    connection.reset();
  }

  private begun(name: NetworkFault): void {
    if (name === 'drop') for (const connection of this.connections) this.drop(connection);
    if (name === 'refuse') this.server.close(); // what was accepted goes on
  }

  private over(name: NetworkFault): void {
    if (name === 'stall') for (const connection of this.connections) connection.release();
    if (name === 'refuse') this.listenAgain();
  }

  private async listenAgain(): Promise<void> {
    while (!this.conditions.has('refuse')) {
      try {
        await this.listen();
        return;
      } catch {
        await setTimeout(PORT_BUSY_PAUSE_MS);
      }
    }
  }
}
