import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Measured, Meter } from './meter';
import { parseOptions, type StreamOptions } from './options';
import { grouped, latencyText, megabytes, outcome } from './report';
import { Room } from './room';
import { judge } from './verdict';

const MINUTE_MS = 60_000;

/** An hour at 1,000 devices with nothing but a kill now and then: one line a minute, and the verdict. */
export async function soak(argv: string[]): Promise<string[]> {
  const options = parseOptions(argv, { minutes: 60, devices: 1000, killEvery: 15 });
  const room = await Room.open(options);
  try {
    const meter = new Meter(room);
    await stream(room, options);
    const ledger = await room.settle();
    const verdict = judge(ledger);
    const { mostResidentBytes } = room.usage;
    console.log(outcome({ ledger, verdict, measured: meter.look(), mostResidentBytes }));
    return verdict.violations;
  } finally {
    await room.close();
  }
}

async function stream(room: Room, { minutes, killEvery }: StreamOptions): Promise<void> {
  const meter = new Meter(room);
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    await pause(startedAt + minute * MINUTE_MS - performance.now());
    console.log(`minute ${minute}: ${line(meter.look(), room.usage.residentBytes)}`);
    if (minute % killEvery !== 0 || minute === minutes) continue;
    await room.nodeRed.restart();
    console.log('Node-RED was killed and started again');
  }
}

function line({ stored, latency, cpuPercent, refused }: Measured, residentBytes: number): string {
  const resources = `${megabytes(residentBytes)}, ${grouped(cpuPercent)} % CPU`;
  // Of the machine: what others do on it at the same time shows in every other figure.
  const load = `load ${loadavg()[0]?.toFixed(1)}`;
  return `${grouped(stored)} stored, ${latencyText(latency)}, ${resources}, ${load}, ${grouped(refused)} refused`;
}
