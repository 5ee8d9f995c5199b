import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A TCP server on a free port that hands each connection to `serve`; it is closed after the test. */
export async function startServer(
  t: TestContext,
  serve: (socket: Socket) => void,
): Promise<{ port: number; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, server };
}

/** A port on which nothing listens. */
export async function closedPort(t: TestContext): Promise<number> {
  const { port, server } = await startServer(t, () => {});
  server.close();
  await once(server, 'close');
  return port;
}
