import { type Cost, type Footprint, measureCosts, measureMemory } from './measure';
import { COST_SCENARIOS, MEMORY_SCENARIO } from './scenarios';
import { table } from './table';
import { targetTable } from './target-table';
import { TARGETS } from './targets';

/** Measures what receiving costs, and prints it. */
export async function benchReceiving(): Promise<void> {
  const perPacket = showCosts(COST_SCENARIOS.perPacket.title, await measureCosts(COST_SCENARIOS.perPacket));
  const reports = showCosts(COST_SCENARIOS.reports.title, await measureCosts(COST_SCENARIOS.reports));
  const confirmed = showCosts(COST_SCENARIOS.confirmed.title, await measureCosts(COST_SCENARIOS.confirmed));
  const signed = showCosts(COST_SCENARIOS.signed.title, await measureCosts(COST_SCENARIOS.signed));
  const keptOpen = showCosts(COST_SCENARIOS.keptOpen.title, await measureCosts(COST_SCENARIOS.keptOpen));
  const devices = showCosts(COST_SCENARIOS.devices.title, await measureCosts(COST_SCENARIOS.devices));
  const idle = showFootprints(MEMORY_SCENARIO.title, await measureMemory(MEMORY_SCENARIO));
  console.log(`\n${targetTable(TARGETS, { perPacket, reports, confirmed, signed, keptOpen, devices, idle })}`);
}

function showCosts(title: string, costs: Cost[]): Cost[] {
  const rows = costs.map(({ label, packetsPerSecond, cpuMicroseconds, busy }) => [
    label,
    packetsPerSecond.toFixed(0),
    cpuMicroseconds.toFixed(1),
    `${(busy * 100).toFixed(0)} %`,
  ]);
  console.log(`\n${table([title, 'packets/s', 'CPU µs/packet', 'server busy'], rows)}`);
  return costs;
}

function showFootprints(title: string, footprints: Footprint[]): Footprint[] {
  const rows = footprints.map(({ label, heap, resident }) => [label, kilobytes(heap), kilobytes(resident)]);
  console.log(`\n${table([title, 'heap each', 'resident each'], rows)}`);
  return footprints;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(2)} KB`;
}
