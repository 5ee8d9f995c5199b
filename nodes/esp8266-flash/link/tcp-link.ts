import { SocketLink } from './socket-link';

/**
 * The console of an Espruino that runs and is in the network: `tcp://host:23`. It is bare TCP, for all its name: Espruino
 * sends and understands no Telnet command (libs/network/telnet), so that a byte 255 is a byte like any other. There is no
 * baud rate, and there are no lines; setting them does nothing.
 */
export class TcpLink extends SocketLink {
  readonly hasControlLines = false;

  protected openLine(): Promise<void> {
    return this.connect();
  }

  protected writeLine(bytes: Uint8Array): Promise<void> {
    return this.send(bytes);
  }

  protected async setLineSignals(): Promise<void> {}

  protected async setLineBaudRate(): Promise<void> {}
}
