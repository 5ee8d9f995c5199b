import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { formatFrame } from '../protocol/frame';
import { formatReport } from '../protocol/report';
import { sign, signingKey } from '../protocol/signature';

/** What a load generator is asked for. */
export interface Job {
  load: LoadName;
  port: number;
  /** Packets to send in all. */
  packets: number;
  /** Devices that take turns in it. */
  devices: number;
  /** Number of the round: in each the devices go on counting, from a number that none has reached before. */
  round: number;
}

export type LoadName = keyof typeof LOADS;

/** What chips do to a server. Each resolves when all of its packets are on their way. */
export const LOADS = {
  /** The article's sketch: connect, print the counter, close. */
  'connection for each counter': (job: Job) =>
    eachDevice(job, async (device, count) => {
      const socket = dial(job, device);
      socket.end(formatFrame(String(count)));
      await once(socket.resume(), 'close');
    }),

  /** Our firmware: connect, report, read the answer, close. */
  'connection for each report': (job: Job) =>
    eachDevice(job, (device, count) => ask(dial(job, device), report(job, device, count))),

  /** The same with a key. */
  'connection for each signed report': (job: Job) =>
    eachDevice(job, (device, count) => ask(dial(job, device), signedReport(job, device, count))),

  /** Connections that stay open; on each a counter every 4 ms. The pace is one that every server can keep. */
  'kept-open counters': async (job: Job) => {
    const sockets = await Promise.all(range(job.devices).map((device) => opened(dial(job, device))));
    for (let count = 0; count * job.devices < job.packets; count++) {
      for (const socket of sockets) socket.write(formatFrame(String(count)));
      await nextBeat(count);
    }
    await Promise.all(sockets.map(hangUp));
  },

  /** Ten connections, whatever the number of devices, each answer followed by the report of the next device. */
  'reports of many devices': (job: Job) => throughGateways(job, report),

  /** The same with a key. */
  'signed reports of many devices': (job: Job) => throughGateways(job, signedReport),

  /** Connections that stay open; on each a report every second, as chips send them unless told otherwise. */
  'a report a second': async (job: Job) => {
    const sockets = await Promise.all(range(job.devices).map((device) => opened(dial(job, device))));
    const begin = performance.now();
    for (let turn = 0; turn < job.packets; turn++) {
      await until(begin + (turn * 1000) / job.devices);
      const device = turn % job.devices;
      sockets[device]?.write(report(job, device, Math.floor(turn / job.devices)));
    }
    await Promise.all(sockets.map(hangUp));
  },

  /** Connections that say one thing and then nothing more, until the generator ends. */
  'idle connections': async (job: Job) => {
    for (let device = 0; device < job.packets; device++) {
      const socket = await opened(dial(job, device));
      socket.write(formatFrame('1'));
    }
  },
};

/** What the chips of the signing load share with their server. */
export const SHARED_KEY = 'a key of bench and server';
const KEY = signingKey(SHARED_KEY);
const GATEWAYS = 10;
const BEAT_MS = 4;
/** More than any device sends in one. */
const NUMBERS_A_ROUND = 1_000_000;

let beatsSince = performance.now();

/** Waits for beat number `count`; late beats are caught up with. */
function nextBeat(count: number): Promise<void> {
  if (count === 0) beatsSince = performance.now();
  return until(beatsSince + (count + 1) * BEAT_MS);
}

function until(time: number): Promise<void> {
  const wait = time - performance.now();
  return new Promise((resolve) => (wait > 0 ? setTimeout(resolve, wait) : setImmediate(resolve)));
}

/** The devices go on side by side, each with its own count, until all of the packets are sent. */
function eachDevice(job: Job, send: (device: number, count: number) => Promise<void>): Promise<unknown> {
  let left = job.packets;
  const live = async (device: number) => {
    for (let count = 0; left-- > 0; count++) await send(device, count);
  };
  return Promise.all(range(job.devices).map(live));
}

function throughGateways(job: Job, packetOf: (job: Job, device: number, count: number) => string): Promise<unknown> {
  const serve = async (gateway: number) => {
    const socket = await opened(dial(job, gateway));
    for (let turn = gateway; turn < job.packets; turn += GATEWAYS) {
      socket.write(packetOf(job, turn % job.devices, Math.floor(turn / job.devices)));
      await once(socket, 'data');
    }
    await hangUp(socket);
  };
  return Promise.all(range(GATEWAYS).map(serve));
}

/** Each device has an address of its own: Linux answers to all of 127.0.0.0/8. */
function dial({ port }: Job, device: number): Socket {
  return connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (device % 250)}` });
}

async function opened(socket: Socket): Promise<Socket> {
  await once(socket, 'connect');
  return socket.resume();
}

async function hangUp(socket: Socket): Promise<void> {
  socket.end();
  await once(socket, 'close');
}

/** Resolves when the packet was answered and the connection is over. */
async function ask(socket: Socket, packet: string): Promise<void> {
  socket.write(packet);
  socket.once('data', () => socket.end());
  await once(socket, 'close');
}

function report(job: Job, device: number, count: number): string {
  return formatFrame(reportText(job, device, count));
}

function signedReport(job: Job, device: number, count: number): string {
  return formatFrame(sign(reportText(job, device, count), KEY));
}

function reportText({ round }: Job, device: number, count: number): string {
  const id = `esp8266-5ccf7f${device.toString(16).padStart(6, '0')}`;
  const seq = round * NUMBERS_A_ROUND + count;
  return formatReport({ id, boot: 1, seq, age: 2, every: 0, readings: [seq], lost: 0 });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
