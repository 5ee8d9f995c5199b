import { LoadGenerator } from './load-generator';
import type { LoadName } from './loads';
import type { Memory } from './node-red/count';
import type { Spent } from './node-red/counted-window';
import type { Scenario } from './scenarios';
import { ServerProcess } from './server-process';

/** What a packet costs a server; medians of the rounds. */
export interface Cost {
  label: string;
  packetsPerSecond: number;
  cpuMicroseconds: number;
  /** CPU time for each second: at 1 the server was the limit, and below it the generator or the pace. */
  busy: number;
}

/** What a connection costs a server, in bytes; medians of the rounds. */
export interface Footprint extends Memory {
  label: string;
}

type Entry = Scenario['entries'][number];

const WARM_UP_ROUNDS = 2;
const ROUNDS = 7;
const MEMORY_ROUNDS = 5;
/** Keeps the space for short-lived objects small: it grows by megabytes, in steps that say nothing of a connection. */
const MEMORY_NODE_OPTIONS = '--max-semi-space-size=1';
/** As many connections come and go first: the heap grows to what it takes to accept them, whether they stay or not. */
const WARM_UP_LOAD: LoadName = 'connection for each counter';
/** At the start of each round: connections are opened, and each device is met. */
const SKIPPED_PACKETS = 500;
/** At its end: the window closes while the load is still whole. */
const TAIL_PACKETS = 100;

/** Costs of a packet in `scenario`: all servers stand from the start, and take turns in each round. */
export async function measureCosts(scenario: Scenario): Promise<Cost[]> {
  const runs = await Promise.all(
    scenario.entries.map(async (entry) => ({
      entry,
      server: await ServerProcess.start(entry.subject),
      rounds: [] as Spent[],
    })),
  );
  const generator = new LoadGenerator();
  const { rounds: wanted = ROUNDS } = scenario;
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + wanted; round++) {
      for (const { entry, server, rounds } of runs) {
        const spent = await spentIn(scenario, entry, { server, generator, round });
        if (round >= WARM_UP_ROUNDS) rounds.push(spent);
      }
    }
  } finally {
    generator.stop();
    await Promise.all(runs.map(({ server }) => server.stop()));
  }
  return runs.map(({ entry, rounds }) => costOf(entry.label, scenario.packets, rounds));
}

/** Memory of a connection in `scenario`: each server in a fresh process, in turns. */
export async function measureMemory(scenario: Scenario): Promise<Footprint[]> {
  const runs = scenario.entries.map((entry) => ({ entry, rounds: [] as Memory[] }));
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    for (const { entry, rounds } of runs) rounds.push(await memoryIn(scenario, entry));
  }
  return runs.map(({ entry: { label }, rounds }) => ({
    label,
    resident: median(rounds.map(({ resident }) => resident)),
    heap: median(rounds.map(({ heap }) => heap)),
  }));
}

async function spentIn(
  scenario: Scenario,
  { devices, load = scenario.load }: Entry,
  { server, generator, round }: { server: ServerProcess; generator: LoadGenerator; round: number },
): Promise<Spent> {
  const { packets } = scenario;
  const skipped = Math.max(SKIPPED_PACKETS, devices * 2);
  await server.openWindow(skipped, packets);
  const job = { load, port: server.port, packets: skipped + packets + TAIL_PACKETS, devices, round };
  const [spent] = await Promise.all([server.spent(), generator.run(job)]);
  return spent;
}

async function memoryIn({ load, packets }: Scenario, { subject, devices }: Entry): Promise<Memory> {
  const server = await ServerProcess.start(subject, MEMORY_NODE_OPTIONS);
  const generator = new LoadGenerator();
  const receive = async (load: LoadName) => {
    await server.openWindow(1, packets - 1);
    await Promise.all([server.spent(), generator.run({ load, port: server.port, packets, devices, round: 0 })]);
  };
  try {
    await receive(WARM_UP_LOAD);
    const before = await server.memory();
    await receive(load);
    const after = await server.memory();
    return { resident: (after.resident - before.resident) / packets, heap: (after.heap - before.heap) / packets };
  } finally {
    generator.stop();
    await server.stop();
  }
}

function costOf(label: string, packets: number, rounds: Spent[]): Cost {
  const elapsed = median(rounds.map(({ elapsedMicroseconds }) => elapsedMicroseconds));
  const cpu = median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds));
  return {
    label,
    packetsPerSecond: (packets / elapsed) * 1_000_000,
    cpuMicroseconds: cpu / packets,
    busy: median(rounds.map((spent) => spent.cpuMicroseconds / spent.elapsedMicroseconds)),
  };
}

/** The middle one of `values`, of which there is one at least. */
function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
