import { Fleet } from '../torture/fleet/fleet';
import { Network } from '../torture/network/network';

// A process to be killed that has the children of the torture room.
async function start(): Promise<void> {
  const { port } = await Network.start(1);
  await Fleet.start({ devices: 1, intervalMs: 30, host: '127.0.0.1', port, connection: 'per-packet' });
  process.send?.('started');
}

start();
