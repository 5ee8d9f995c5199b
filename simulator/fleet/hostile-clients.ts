import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A client that no server wishes for. */
export type HostileName = 'garbage' | 'flood' | 'silent-client';

const GARBAGE_BYTES = 300;
const GARBAGE_EVERY_MS = 100;
const RECONNECT_MS = 1000;
/** About 64 KB at a time. */
const FLOOD = Buffer.from('1234567\r\n'.repeat(7000));

/** What each does with a fresh connection. */
const HABITS: Record<HostileName, (socket: Socket) => void> = {
  garbage: (socket) => {
    const timer = setInterval(() => socket.write(randomBytes(GARBAGE_BYTES)), GARBAGE_EVERY_MS);
    socket.on('close', () => clearInterval(timer));
  },
  flood: (socket) => {
    const pour = () => {
      while (socket.writable && socket.write(FLOOD));
    };
    socket.on('drain', pour);
    pour();
  },
  'silent-client': (socket) => {
    socket.write('12');
  },
};

export const HOSTILE_NAMES = Object.keys(HABITS) as HostileName[];

/** Lets the client `name` loose on a server; it comes back a second after it was thrown out. Gives what ends it. */
export function startHostileClient(
  name: HostileName,
  target: { host: string; port: number },
  onConnect: () => void,
): () => void {
  let socket: Socket;
  let again: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const open = () => {
    socket = connect(target);
    socket.on('connect', () => {
      onConnect();
      HABITS[name](socket);
    });
    socket.resume();
    // Being thrown out is its trade; `close` follows
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!hasEnded) again = setTimeout(open, RECONNECT_MS);
    });
  };
  open();
  return () => {
    hasEnded = true;
    clearTimeout(again);
    socket.destroy();
  };
}
