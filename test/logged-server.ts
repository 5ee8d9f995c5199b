import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { AllowList } from '../nodes/esp8266-tcp-in/allow-list';
import { DeviceServer, type ServerSettings } from '../nodes/esp8266-tcp-in/device-server';
import type { FrameAnswer } from '../nodes/esp8266-tcp-in/late-answers';
import { EventLog } from './event-log';

const SETTINGS: ServerSettings = {
  port: 0,
  bindAddress: '127.0.0.1',
  frameEnd: 'line',
  maxFrameBytes: 512,
  idleTimeoutMs: 30_000,
  maxConnections: 0,
  maxConnectionsPerAddress: 0,
  allowed: new AllowList(''),
};

/** A server that logs what it tells, `frame 42`, and answers `ok` to the frame `?`. It may not be listening yet. */
export function open(
  t: TestContext,
  change: Partial<ServerSettings> = {},
  answerTo: (frame: string) => FrameAnswer = (frame) => (frame === '?' ? 'ok\r\n' : undefined),
): { server: DeviceServer; log: EventLog } {
  const log = new EventLog();
  const server = new DeviceServer(
    { ...SETTINGS, ...change },
    {
      listening: (port) => log.add('listening', port),
      failed: (error) => log.add(`failed ${error.code}`, error),
      frame: (bytes, isComplete) => {
        log.add(`frame ${bytes}${isComplete ? '' : ' incomplete'}`);
        return answerTo(String(bytes));
      },
      refused: (error) => log.add(`refused ${error.code}`, error),
    },
  );
  t.after(() => server.close());
  server.open();
  return { server, log };
}

/** The same once it listens, and where. */
export async function listen(
  t: TestContext,
  change: Partial<ServerSettings> = {},
  answerTo?: (frame: string) => FrameAnswer,
) {
  const { server, log } = open(t, change, answerTo);
  return { server, log, port: (await log.next('listening')) as number };
}

/** A client that may be turned away. */
export function knock(t: TestContext, port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // a reset is what many tests want to see
  t.after(() => socket.destroy());
  return socket;
}

/** A client that is let in. */
export async function client(t: TestContext, port: number): Promise<Socket> {
  const socket = knock(t, port);
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the connection is over, whether it was closed or reset. */
export function over(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
