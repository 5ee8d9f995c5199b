import { table } from '../table';
import { targetTable } from '../target-table';
import { IMAGE_BYTES } from './image';
import { measureWritings } from './measure';
import { ESPTOOL_TARGETS, TARGETS } from './targets';

/** Measures what flashing takes, and prints it. */
export async function benchFlashing(): Promise<void> {
  const writings = await measureWritings();
  const rows = writings.map(({ label, baud, writeSeconds, wireSeconds, allSeconds }) => [
    `${label}, ${baud} baud`,
    ...[wireSeconds, writeSeconds, allSeconds].map((seconds) => `${seconds.toFixed(1)} s`),
  ]);
  const title = `${IMAGE_BYTES.toLocaleString('en')} bytes to a blank chip, deflated to 70 %`;
  console.log(`\n${table([title, 'wire alone', 'writing', 'in all'], rows)}`);
  const hasPeer = writings.some(({ label }) => label === 'esptool');
  console.log(`\n${targetTable([...TARGETS, ...(hasPeer ? ESPTOOL_TARGETS : [])], writings)}`);
}
