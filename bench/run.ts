import { cpus } from 'node:os';
import { type Cost, type Footprint, measureCosts, measureMemory } from './measure';
import { COST_SCENARIOS, MEMORY_SCENARIO } from './scenarios';
import { table } from './table';
import { type Results, TARGETS } from './targets';

/** Measures everything and prints it as Markdown. */
async function run(): Promise<void> {
  console.log(machine());
  const perPacket = showCosts(COST_SCENARIOS.perPacket.title, await measureCosts(COST_SCENARIOS.perPacket));
  const reports = showCosts(COST_SCENARIOS.reports.title, await measureCosts(COST_SCENARIOS.reports));
  const keptOpen = showCosts(COST_SCENARIOS.keptOpen.title, await measureCosts(COST_SCENARIOS.keptOpen));
  const devices = showCosts(COST_SCENARIOS.devices.title, await measureCosts(COST_SCENARIOS.devices));
  const idle = showFootprints(MEMORY_SCENARIO.title, await measureMemory(MEMORY_SCENARIO));
  showTargets({ perPacket, reports, keptOpen, devices, idle });
}

function machine(): string {
  const nodeRed = (require('node-red/package.json') as { version: string }).version;
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${process.platform}, Node ${process.versions.node}, Node-RED ${nodeRed}`;
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

function showTargets(results: Results): void {
  const rows = TARGETS.map(({ claim, sense, bound, figure }) => {
    const measured = figure(results);
    const isReached = sense === 'least' ? measured >= bound : measured <= bound;
    return [claim, `${sense === 'least' ? '≥' : '≤'} ${bound}`, measured.toFixed(2), isReached ? 'yes' : 'NO'];
  });
  console.log(`\n${table(['target', 'to reach', 'measured', 'reached'], rows)}`);
}

run().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
