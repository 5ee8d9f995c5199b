import { once } from 'node:events';
import { createConnection, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { TestContext } from 'node:test';

/** A connection to `port` of this machine that ends with the test. Its errors are left to `close`. */
export async function connect(t: TestContext, port: number, options: Partial<TcpNetConnectOpts> = {}): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true, ...options });
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => {});
  return socket;
}

/** One connection with these bytes, closed by the client; gives what was answered when both sides are closed. */
export async function send(t: TestContext, port: number, bytes: string | Buffer): Promise<string> {
  const socket = await connect(t, port);
  const answer = received(socket);
  socket.end(bytes);
  await closed(socket);
  return answer();
}

/** Tries to connect and waits until the server has ended it: that may be before it is known here that it stood. */
export async function beTurnedAway(t: TestContext, port: number): Promise<void> {
  const socket = createConnection({ host: '127.0.0.1', port });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  await closed(socket);
}

/** Resolves when the connection is over, in whatever way. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));
}

/** Collects what a socket receives; the function gives it. */
export function received(socket: Socket): () => string {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return () => text;
}

/** The next line that the server sends, without its line end. */
export async function answerLine(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, 'data');
  return String(chunk).trimEnd();
}

/** A report frame of readings taken just now. */
export function report(fields: {
  id: string;
  seq: number;
  readings: unknown[];
  boot?: number;
  every?: number;
  lost?: number;
}): string {
  return `${JSON.stringify({ boot: 1, age: 0, every: 0, ...fields })}\r\n`;
}
