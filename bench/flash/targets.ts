import type { Target } from '../target-table';
import { ours } from './flashers';
import { BAUD_RATES, type Writing } from './measure';
import type { Presses } from './presses';

/** What we want to reach: the wire is the limit, and Espressif's own tool is not faster. */
export const TARGETS: Target<Writing[]>[] = BAUD_RATES.map((baud) => ({
  claim: `writing at ${baud} baud against the wire alone`,
  sense: 'most',
  bound: 1.08,
  figure: (writings) => {
    const { writeSeconds, wireSeconds } = writingOf(ours.name, baud, writings);
    return writeSeconds / wireSeconds;
  },
}));

/** esptool prints its time to a tenth of a second: it may have taken so much longer. */
const ESPTOOL_ROUNDING_SECONDS = 0.05;

/** For when esptool was measured too. */
export const ESPTOOL_TARGETS: Target<Writing[]>[] = BAUD_RATES.map((baud) => ({
  claim: `writing at ${baud} baud against esptool`,
  sense: 'most',
  bound: 1,
  figure: (writings) =>
    writingOf(ours.name, baud, writings).writeSeconds /
    (writingOf('esptool', baud, writings).writeSeconds + ESPTOOL_ROUNDING_SECONDS),
}));

/** What a person waits for, and the flows meanwhile. */
export const PRESS_TARGETS: Target<Presses>[] = [
  {
    claim: 'seconds from a press on a blank chip to its first reading',
    sense: 'most',
    bound: 40,
    figure: ({ blank }) => blank.firstReadingMs / 1000,
  },
  {
    claim: 'seconds from a press for a new program to its first reading',
    sense: 'most',
    bound: 10,
    figure: ({ program }) => program.firstReadingMs / 1000,
  },
  {
    claim: 'milliseconds for which a job blocks Node-RED',
    sense: 'most',
    bound: 20,
    figure: ({ blank, program }) => Math.max(blank.longestBlockMs, program.longestBlockMs),
  },
];

function writingOf(label: string, baud: number, writings: Writing[]): Writing {
  const writing = writings.find((each) => each.label === label && each.baud === baud);
  if (!writing) throw new Error(`nothing was measured of "${label}" at ${baud} baud`);
  return writing;
}
