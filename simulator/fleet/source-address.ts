import { once } from 'node:events';
import { createServer } from 'node:net';

const PER_BLOCK = 254;

/**
 * Gives every device a loopback address of its own (127.1.1.1, 127.1.1.2, …), so that limits and names by address work
 * as with real chips. Undefined when `host` is no loopback address, or when the system has only 127.0.0.1.
 */
export async function sourceAddresses(host: string): Promise<(index: number) => string | undefined> {
  const isLoopback = host === 'localhost' || /^127\./.test(host);
  if (!isLoopback || !(await canBind(addressOf(0)))) return () => undefined;
  return addressOf;
}

function addressOf(index: number): string {
  return `127.1.${1 + Math.floor(index / PER_BLOCK)}.${1 + (index % PER_BLOCK)}`;
}

async function canBind(address: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
