import { table } from '../table';
import { targetTable } from '../target-table';
import { IMAGE_BYTES } from './image';
import { measureWritings, type Writing } from './measure';
import { measurePresses, PRESS_BAUD, type Presses } from './presses';
import { ESPTOOL_TARGETS, PRESS_TARGETS, TARGETS } from './targets';

/** Measures what flashing takes, and prints it. */
export async function benchFlashing(): Promise<void> {
  const writings = await measureWritings();
  showWritings(writings);
  const hasPeer = writings.some(({ label }) => label === 'esptool');
  console.log(`\n${targetTable([...TARGETS, ...(hasPeer ? ESPTOOL_TARGETS : [])], writings)}`);
  const presses = await measurePresses();
  showPresses(presses);
  console.log(`\n${targetTable(PRESS_TARGETS, presses)}`);
}

function showWritings(writings: Writing[]): void {
  const rows = writings.map(({ label, baud, writeSeconds, wireSeconds, allSeconds }) => [
    `${label}, ${baud} baud`,
    ...[wireSeconds, writeSeconds, allSeconds].map((value) => `${value.toFixed(1)} s`),
  ]);
  const title = `${IMAGE_BYTES.toLocaleString('en')} bytes to a blank chip, deflated to 70 %`;
  console.log(`\n${table([title, 'wire alone', 'writing', 'in all'], rows)}`);
}

function showPresses({ blank, program }: Presses): void {
  const phases = Object.keys(blank.phaseMs).map((phase) => [
    `phase ${phase}`,
    seconds(blank.phaseMs[phase]),
    seconds(program.phaseMs[phase]),
  ]);
  const rows = [
    ...phases,
    ['first reading after', seconds(blank.firstReadingMs), seconds(program.firstReadingMs)],
    ['Node-RED blocked at most', ...[blank, program].map(({ longestBlockMs }) => `${longestBlockMs.toFixed(1)} ms`)],
  ];
  console.log(`\n${table([`a press, ${PRESS_BAUD} baud`, 'blank 4 MB chip', 'program only'], rows)}`);
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`;
}
