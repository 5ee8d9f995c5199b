import type { Socket } from 'node:net';
import { formatFrame } from '../../protocol/frame';
import { formatReport } from '../../protocol/report';

/** What an attacker does with a connection that stands; `number` is its own. */
type Habit = (socket: Socket, number: number) => void;

const BYTE_EVERY_MS = 1000;
const CHUNK = Buffer.alloc(65_536, 'x');
const ENDLESS_BYTES = 64 * 1024 * 1024;
const REPORTS_AT_ONCE = 100;
/** Readings of a report, as many as fit. */
const NUMBERS = Array.from({ length: 100 }, (_, number) => number % 10);
const FRAME = report({ id: 'cut', boot: 1, seq: 0 });
const SHORTEST = Buffer.from('1\n'.repeat(32_768));
const LINES = Buffer.from('1234567\r\n'.repeat(7000));

export const HABITS = {
  /** Say nothing. */
  silence: (socket) => void socket.resume(),

  'a byte a second': (socket) => {
    const timer = setInterval(() => socket.write('x'), BYTE_EVERY_MS);
    socket.resume().on('close', () => clearInterval(timer));
  },

  '64 MiB without a line end': (socket) => {
    let sent = 0;
    pour(socket.resume(), () => {
      sent += CHUNK.length;
      return sent <= ENDLESS_BYTES ? CHUNK : undefined;
    });
  },

  /** One byte more of the frame each time, up to all of it. */
  'a reset at every byte': (socket, number) => {
    const piece = FRAME.subarray(0, number % (FRAME.length + 1));
    socket.write(piece, () => socket.resetAndDestroy());
  },

  'a flood of the shortest lines': (socket) => pour(socket.resume(), () => SHORTEST),

  'a flood of lines': (socket) => pour(socket.resume(), () => LINES),

  'a flood of reports': (socket, number) => {
    let seq = 0;
    pour(socket.resume(), () => reports(() => ({ id: `flood-${number}`, boot: 1, seq: seq++ })));
  },

  'ever new devices': (socket, number) => {
    let device = 0;
    pour(socket.resume(), () => reports(() => ({ id: `new-${number}-${device++}`, boot: 1, seq: 0 })));
  },

  /** Each report is a restart and a gap. */
  'a flood of events': (socket, number) => {
    let boot = 0;
    pour(socket.resume(), () => reports(() => ({ id: `restless-${number}`, boot: boot++, seq: 1000 })));
  },

  'a flood of refusals': (socket) => pour(socket.resume(), () => REFUSED),

  'answers that nobody reads': (socket, number) => {
    let seq = 0;
    socket.pause();
    pour(socket, () => reports(() => ({ id: `deaf-${number}`, boot: 1, seq: seq++ })));
  },

  /** Much in every report, and always the next. */
  'readings that nobody confirms': (socket, number) => {
    let seq = 0;
    pour(socket.resume(), () => {
      seq += NUMBERS.length;
      return report({ id: `hoard-${number}-${Math.floor(seq / 4000)}`, boot: 1, seq }, NUMBERS);
    });
  },
} satisfies Record<string, Habit>;

export type HabitName = keyof typeof HABITS;

/** As bytes that are no reports, although they look like some. */
const REFUSED = Buffer.from('{"id":"x","seq":-1,"readings":[]}\r\n'.repeat(2000));

/** Writes what `next` gives for as long as the other side takes it. */
function pour(socket: Socket, next: () => Buffer | undefined): void {
  const write = () => {
    for (let bytes = next(); bytes !== undefined; bytes = next()) {
      if (!socket.writable || !socket.write(bytes)) return;
    }
    socket.end();
  };
  socket.on('drain', write);
  write();
}

function reports(name: () => { id: string; boot: number; seq: number }): Buffer {
  return Buffer.concat(Array.from({ length: REPORTS_AT_ONCE }, () => report(name())));
}

function report(name: { id: string; boot: number; seq: number }, readings: number[] = [1]): Buffer {
  return Buffer.from(
    formatFrame(formatReport({ ...name, age: 0, every: readings.length > 1 ? 1 : 0, readings, lost: 0 })),
  );
}
