import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Latency } from '../database/stored-readings';
import { GoodDevices, type GoodLosses, goodLosses } from '../good/good-devices';
import { latencyIn } from '../latency';
import { WitnessedNodeRed } from '../witnessed-node-red';
import { Flood } from './flood';
import { HeapWatch } from './heap-watch';
import { Judge, type Judged } from './judge';
import { Random } from './random';

/** One run: how the receiving node is set, and how much of what it meets. */
export interface FuzzOptions {
  answerWhen: 'handed' | 'confirmed';
  isSigned: boolean;
  frames: number;
  seed: number;
  /** How often the heap is looked at after the first tenth of the frames; ever the last time at their end. */
  heapLooks: number;
  /** For how long the good devices are alone at first. */
  quietMs: number;
}

/** What came of it. */
export interface FuzzOutcome extends Judged {
  frames: number;
  connections: number;
  seconds: number;
  /** What Node-RED held after garbage collection, bytes: see HeapWatch. */
  heap: { afterTenth: number; most: number };
  good: GoodLosses;
  /** Of the good devices' reports: before the flood, and in it. */
  latency: { quiet: Latency | undefined; flooded: Latency | undefined };
  violations: string[];
}

const KEY = 'a key that only good devices have';
const GOOD_DEVICES = 20;
const GOOD_INTERVAL_MS = 100;
/** What the flow can never confirm, for its power-up is forgotten, is not waited for as long as usual. */
const PROPERTIES = { confirmTimeout: 1 };

/** Floods a receiving node with frames good and bad, and holds what its flow gets against what was sent. */
export async function fuzzRun(options: FuzzOptions): Promise<FuzzOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const file = join(folder, 'readings');
  const key = options.isSigned ? KEY : undefined;
  const nodeRed = await WitnessedNodeRed.start({ answerWhen: options.answerWhen, key, file, properties: PROPERTIES });
  try {
    const { port } = nodeRed;
    const good = await GoodDevices.start({ port, key, devices: GOOD_DEVICES, intervalMs: GOOD_INTERVAL_MS });
    try {
      const flood = new Flood(nodeRed, new Judge(file, key), { random: new Random(options.seed), key });
      return await run(options, { nodeRed, good, flood });
    } finally {
      await good.stop();
    }
  } finally {
    await nodeRed.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  { frames, heapLooks, quietMs }: FuzzOptions,
  { nodeRed, good, flood }: { nodeRed: WitnessedNodeRed; good: GoodDevices; flood: Flood },
): Promise<FuzzOutcome> {
  await pause(quietMs);
  const quiet = latencyIn(await good.latenciesMs());
  await flood.fill();
  await good.latenciesMs();
  const heap = new HeapWatch(nodeRed, good, marks(frames, heapLooks));
  const startedAt = performance.now();
  while (flood.frames < frames) {
    await flood.round();
    await heap.look(flood.frames);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const flooded = latencyIn([...heap.latenciesMs, ...(await good.latenciesMs())]);
  const losses = goodLosses((await good.rest()).taken, await nodeRed.goodArrivals());
  return {
    ...flood.judge.judged,
    frames: flood.frames,
    connections: flood.connections,
    seconds,
    heap: { afterTenth: heap.afterTenth, most: heap.most },
    good: losses,
    latency: { quiet, flooded },
    violations: [...flood.judge.violations, ...heap.violations(), ...goodViolations(losses), ...nodeRed.complaints()],
  };
}

/** The first tenth, and the rest in even parts. */
function marks(frames: number, looks: number): number[] {
  return Array.from({ length: looks + 1 }, (_, index) => frames * (0.1 + (0.9 * index) / looks));
}

function goodViolations({ lost, repeated }: GoodLosses): string[] {
  return [
    ...(lost > 0 ? [`${lost} readings of good devices did not come`] : []),
    ...(repeated > 0 ? [`${repeated} readings of good devices came again`] : []),
  ];
}
