import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ChildProgram } from '../child-program';
import type { Latency } from '../database/stored-readings';
import { GoodDevices, type GoodLosses, goodLosses } from '../good/good-devices';
import type { GoodDeeds } from '../good/orders';
import { latencyIn } from '../latency';
import { WitnessedNodeRed } from '../witnessed-node-red';
import type { AttackCounts, AttackOrders } from './orders';
import type { Scenario } from './scenarios';
import { type Observed, violationsIn } from './verdict';

/** How much of an attack. */
export interface SiegeOptions {
  connections: number;
  seconds: number;
  /** For how long the good devices are alone at first. */
  quietMs: number;
}

/** What came of one attack. */
export interface SiegeOutcome extends AttackCounts, Observed {
  title: string;
  /** Frames and connections, by reason. */
  refused: Map<string, number>;
  latency: { quiet: Latency | undefined; attacked: Latency | undefined };
  violations: string[];
}

/** Devices that are not to be disturbed. */
const GOOD_DEVICES = 20;
const GOOD_INTERVAL_MS = 250;
/** Refusals are told once a second. */
const TOLD_MS = 1500;
const BYTES_PER_MEGABYTE = 1e6;

/** One attack from beginning to end, on a receiving node of its own. */
export async function besiege(scenario: Scenario, options: SiegeOptions): Promise<SiegeOutcome> {
  const { properties = {}, key } = scenario;
  const answerWhen = scenario.isConfirmed ? 'confirmed' : 'handed';
  const nodeRed = await WitnessedNodeRed.start({ answerWhen, key, confirms: 'good', properties });
  try {
    const { port } = nodeRed;
    const good = await GoodDevices.start({ port, key, devices: GOOD_DEVICES, intervalMs: GOOD_INTERVAL_MS });
    try {
      return await new Siege(scenario, nodeRed, good).outcome(options);
    } finally {
      await good.stop();
    }
  } finally {
    await nodeRed.stop();
  }
}

class Siege {
  constructor(
    private readonly scenario: Scenario,
    private readonly nodeRed: WitnessedNodeRed,
    private readonly good: GoodDevices,
  ) {}

  async outcome({ connections, seconds, quietMs }: SiegeOptions): Promise<SiegeOutcome> {
    const { scenario, nodeRed, good } = this;
    await pause(quietMs);
    const before = await this.rest();
    await good.resume();
    await nodeRed.residentMemory(); // from here on its peak counts
    const attack = await this.attack(Math.min(connections, scenario.mostConnections ?? connections), seconds);
    const { peak } = await nodeRed.residentMemory();
    const after = await this.rest();
    const { waiting, ...counts } = attack;
    const observed: Observed = {
      good: goodLosses(after.taken, await nodeRed.goodArrivals()),
      dropped: after.dropped,
      waiting,
      megabytes: { before: before.megabytes, peak: peak / BYTES_PER_MEGABYTE, after: after.megabytes },
    };
    return {
      ...counts,
      ...observed,
      title: scenario.title,
      refused: await this.refused(),
      latency: { quiet: latencyIn(before.latenciesMs), attacked: latencyIn(after.latenciesMs) },
      violations: [...violationsIn(observed, scenario), ...nodeRed.complaints()],
    };
  }

  /** Has the good devices get their answers, and then the garbage collected: nobody waits for that. */
  private async rest(): Promise<GoodDeeds & { megabytes: number }> {
    const deeds = await this.good.rest();
    const { resident } = await this.nodeRed.heldMemory();
    return { ...deeds, megabytes: resident / BYTES_PER_MEGABYTE };
  }

  /** All attackers are gone when it resolves; `waiting` is what the flow had not yet of the good devices before they went. */
  private async attack(connections: number, seconds: number): Promise<AttackCounts & { waiting: GoodLosses }> {
    const attackers = new ChildProgram<AttackOrders>(join(__dirname, 'attack-process.js'));
    try {
      await attackers.ask('start', { ...this.scenario.attack, port: this.nodeRed.port, connections });
      await pause(seconds * 1000);
      const taken = await this.good.taken();
      return { ...(await attackers.ask('counts')), waiting: goodLosses(taken, await this.nodeRed.goodArrivals()) };
    } finally {
      await attackers.stop();
    }
  }

  private async refused(): Promise<Map<string, number>> {
    await pause(TOLD_MS);
    const refusals = [...(await this.nodeRed.events())].filter(([name]) => name.startsWith('refused '));
    return new Map(refusals.map(([name, count]) => [name.replace('refused ', ''), count]));
  }
}
