import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A web server of this machine for a test; `answer` answers every request, `paths` are those that came. */
export interface FileServer {
  /** `http://127.0.0.1:<port>/` */
  url: string;
  paths: string[];
}

export async function serveFiles(
  t: TestContext,
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<FileServer> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(response, request);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, paths };
}
