import { connect, type Socket } from 'node:net';
import type { Conversation } from './conversation';

/** How a conversation went. */
export interface Spoken {
  /** All that the server said. */
  answers: string;
  /** Why it did not go as it should, if it did not: the server must not hang up before it has said why. */
  failure: string | undefined;
}

/** Longer than the server waits for anybody. */
const PATIENCE_MS = 60_000;

/** Holds `conversation` with the server on `port`; resolves when the connection is over. */
export function speak({ address, bytes, cuts, isWhole }: Conversation, port: number): Promise<Spoken> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: address, noDelay: true, allowHalfOpen: true });
    let answers = '';
    let failure: string | undefined;
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('the server left the connection as it was')));
    socket.on('data', (chunk) => {
      answers += chunk;
    });
    socket.on('error', (error) => {
      failure = error.message;
    });
    socket.on('close', () => resolve({ answers, failure: isWhole ? failure : undefined }));
    socket.on('connect', async () => {
      for (const piece of pieces(bytes, cuts)) await written(socket, piece);
      if (isWhole) socket.end();
      else socket.resetAndDestroy();
    });
  });
}

function pieces(bytes: Buffer, cuts: number[]): Buffer[] {
  const ends = [...cuts, bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter((piece) => piece.length > 0);
}

/** Each piece is handed to the system before the next one, so that they do not travel as one. */
function written(socket: Socket, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.write(piece, () => resolve());
  });
}
