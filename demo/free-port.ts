import { once } from 'node:events';
import { createServer } from 'node:net';

/** How many ports are tried one after the other. */
const TRIES = 100;

/** The port `first`, or the next one above it on which nobody listens. Throws when 100 in a row are in use. */
export async function nextFreePort(first: number): Promise<number> {
  for (let port = first; port < first + TRIES; port++) {
    if ((await isFree(port, '::')) && (await isFree(port, '127.0.0.1'))) return port;
  }
  throw new Error(`all ports from ${first} to ${first + TRIES - 1} are in use; end a program that holds one`);
}

/** Both are asked for: some systems let one program listen on all addresses and another on one of them. */
async function isFree(port: number, host: '::' | '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    // A machine without IPv6, or with it switched off, cannot say anything about it.
    return ['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
  await once(server.close(), 'close');
  return true;
}
