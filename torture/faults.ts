import { setTimeout as pause } from 'node:timers/promises';
import { DEVICE_FAULTS } from './faults/device-faults';
import type { Fault } from './faults/fault';
import { MadeFaults } from './faults/made-faults';
import { NETWORK_FAULTS } from './faults/network-faults';
import { NODE_RED_FAULTS } from './faults/node-red-faults';
import { randomNumbers } from './faults/random';
import { schedule } from './faults/schedule';
import { Meter } from './meter';
import { parseOptions, type StreamOptions } from './options';
import { faultTable, outcome, type Run } from './report';
import { Room } from './room';
import { judge } from './verdict';

const FAULTS: Record<string, Fault> = { ...NODE_RED_FAULTS, ...NETWORK_FAULTS, ...DEVICE_FAULTS };
/** All kinds there are. */
export const FAULT_NAMES = Object.keys(FAULTS);
const MINUTE_MS = 60_000;

/** Ten minutes of everything that can go wrong, in an order that the seed gives; then the verdict. */
export async function faults(argv: string[]): Promise<string[]> {
  const options = parseOptions(argv, { minutes: 10, devices: 200, killEvery: 0 });
  console.log(`${options.devices} devices for ${options.minutes} minutes, --seed ${options.seed}`);
  const { made, ...run } = await endure(options);
  console.log(`${faultTable(made)}\n${outcome(run)}`);
  return run.verdict.violations;
}

/** Makes faults, all kinds or those named, for as long as the options say; gives how often, and what is left. */
export async function endure(
  options: StreamOptions,
  names: string[] = FAULT_NAMES,
): Promise<Run & { made: Map<string, number> }> {
  const room = await Room.open(options);
  try {
    await pause(2 * options.intervalMs); // until every device has been heard
    const meter = new Meter(room);
    const made = await makeFaults(room, options, names);
    const ledger = await room.settle();
    return {
      made,
      ledger,
      verdict: judge(ledger),
      measured: meter.look(),
      mostResidentBytes: room.usage.mostResidentBytes,
    };
  } finally {
    await room.close();
  }
}

async function makeFaults(
  room: Room,
  { minutes, devices, seed }: StreamOptions,
  names: string[],
): Promise<Map<string, number>> {
  const faults = Object.fromEntries(Object.entries(FAULTS).filter(([name]) => names.includes(name)));
  const made = new MadeFaults(faults, room);
  await made.keep(schedule(faults, { durationMs: minutes * MINUTE_MS, devices, random: randomNumbers(seed) }));
  return made.counts;
}
