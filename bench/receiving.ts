import { type Cost, type Footprint, measureCosts, measureMemory } from './measure';
import { COST_SCENARIOS, MEMORY_SCENARIO, type ScenarioName } from './scenarios';
import { table } from './table';
import { targetTable } from './target-table';
import { TARGETS } from './targets';

/** Measures what receiving costs, and prints it. */
export async function benchReceiving(): Promise<void> {
  const costs = {} as Record<ScenarioName, Cost[]>;
  for (const name of Object.keys(COST_SCENARIOS) as ScenarioName[]) {
    costs[name] = await measureCosts(COST_SCENARIOS[name]);
    showCosts(COST_SCENARIOS[name].title, costs[name]);
  }
  const idle = await measureMemory(MEMORY_SCENARIO);
  showFootprints(MEMORY_SCENARIO.title, idle);
  console.log(`\n${targetTable(TARGETS, { ...costs, idle })}`);
}

function showCosts(title: string, costs: Cost[]): void {
  const rows = costs.map(({ label, packetsPerSecond, cpuMicroseconds, busy }) => [
    label,
    packetsPerSecond.toFixed(0),
    cpuMicroseconds.toFixed(1),
    `${(busy * 100).toFixed(0)} %`,
  ]);
  console.log(`\n${table([title, 'packets/s', 'CPU µs/packet', 'server busy'], rows)}`);
}

function showFootprints(title: string, footprints: Footprint[]): void {
  const rows = footprints.map(({ label, heap, resident }) => [label, kilobytes(heap), kilobytes(resident)]);
  console.log(`\n${table([title, 'heap each', 'resident each'], rows)}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(2)} KB`;
}
