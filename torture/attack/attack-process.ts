import { connect, type Socket } from 'node:net';
import { carryOut } from '../carry-out';
import { HABITS } from './habits';
import type { Attack, AttackOrders } from './orders';

// The process in which the attackers live: it ends with all of its connections.
/** Dialled side by side: more would only stand in line before the server. */
const DIALLING = 200;
/** Whoever was turned away waits so long. */
const COME_BACK_MS = 50;
const BYTES_PER_MEGABYTE = 1e6;

const standing = new Set<Socket>();
let connections = 0;
let bytes = 0;

carryOut<AttackOrders>({
  start: async (attack) => {
    let number = 0;
    const dialInTurn = async () => {
      while (number < attack.connections) await dial(attack, number++);
    };
    await Promise.all(Array.from({ length: DIALLING }, dialInTurn));
  },
  counts: () => ({
    connections,
    standing: standing.size,
    sentMegabytes: [...standing].reduce((sum, { bytesWritten }) => sum + bytesWritten, bytes) / BYTES_PER_MEGABYTE,
  }),
});

/** Resolves when the connection stands or is refused. */
function dial(attack: Attack, number: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: attack.port, host: '127.0.0.1', localAddress: address(number % attack.addresses) });
    socket.on('error', () => {}); // to be thrown out is its trade; `close` follows
    socket.on('connect', () => {
      standing.add(socket);
      HABITS[attack.habit](socket, connections++);
      resolve();
    });
    socket.on('close', () => {
      standing.delete(socket);
      bytes += socket.bytesWritten;
      resolve();
      if (attack.comesBack) setTimeout(() => void dial(attack, number), COME_BACK_MS);
    });
  });
}

/** Nobody else has an address from 127.8.0.0 on. */
function address(index: number): string {
  return `127.8.${Math.floor(index / 250)}.${1 + (index % 250)}`;
}
