import { connect, type Socket } from 'node:net';
import { FlashError } from '../flash-error';
import { StreamLink } from './stream-link';

/** Where a port on another machine is. */
export interface Address {
  host: string;
  port: number;
}

const CONNECT_MS = 5000;
/** After so long a silence the other machine is asked whether it is still there, ms. */
const KEEP_ALIVE_MS = 5000;
const HUNG_UP = 'the other side ended the connection';

/** What the links over TCP have in common: the connection. */
export abstract class SocketLink extends StreamLink {
  private socket: Socket | undefined;

  constructor(
    name: string,
    private readonly address: Address,
  ) {
    super(name);
  }

  protected async connect(): Promise<void> {
    const socket = connect({ ...this.address, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    this.socket = socket;
    await connected(socket, this.name);
    let cause = new Error(HUNG_UP);
    socket.on('data', (bytes) => this.heard(bytes));
    socket.on('error', (error) => {
      cause = error;
    });
    socket.once('close', () => this.hungUp(cause));
  }

  /** Resolves when the bytes are with the operating system: nothing tells when they leave the other machine. */
  protected send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.socket || this.socket.destroyed) reject(new Error(HUNG_UP));
      else this.socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  protected heard(bytes: Uint8Array): void {
    this.received(bytes);
  }

  protected hungUp(cause: Error): void {
    this.lose(cause);
  }

  protected async closeLine(): Promise<void> {
    this.socket?.destroy();
  }
}

/** Rejects with `unreachable`. */
function connected(socket: Socket, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      socket.destroy();
      const detail = error.message || String(error.code); // several addresses tried: no message, only a code
      reject(new FlashError('unreachable', { port: name, detail }, { cause: error }));
    };
    const timer = setTimeout(() => fail(new Error(`no answer in ${CONNECT_MS / 1000} s`)), CONNECT_MS);
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve();
    });
  });
}
