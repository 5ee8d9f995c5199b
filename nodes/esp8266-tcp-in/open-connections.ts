import type { Connection } from './connection';

/** The connections that stand, in the order in which they last said something; how many come from each address. */
export class OpenConnections {
  /** A set keeps the order in which its members were added. */
  private readonly connections = new Set<Connection>();
  private readonly perAddress = new Map<string, number>();

  get size(): number {
    return this.connections.size;
  }

  countFrom(ip: string): number {
    return this.perAddress.get(ip) ?? 0;
  }

  add(connection: Connection): void {
    const { ip } = connection.peer;
    this.connections.add(connection);
    this.perAddress.set(ip, this.countFrom(ip) + 1);
  }

  /** `connection` has said something: it is the last to go. */
  touch(connection: Connection): void {
    if (this.connections.delete(connection)) this.connections.add(connection);
  }

  delete(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    const { ip } = connection.peer;
    const left = this.countFrom(ip) - 1;
    if (left > 0) this.perAddress.set(ip, left);
    else this.perAddress.delete(ip);
  }

  /** The one that has said nothing for longest, of those for which there is nothing more to do. */
  longestSilent(): Connection | undefined {
    for (const connection of this.connections) if (connection.isIdle) return connection;
    return undefined;
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.connections.values();
  }
}
