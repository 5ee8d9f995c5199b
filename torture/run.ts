import { attack } from './attack/attack';
import { faults } from './faults';
import { fuzz } from './fuzz/fuzz';
import { soak } from './soak';

/** Takes the arguments after its name; gives what it found wrong, nothing when all held. */
type Program = (argv: string[]) => Promise<string[]>;

const PROGRAMS: Record<string, Program> = { faults, soak, fuzz, attack };

/** Enough to see what they have in common. */
const MOST_SHOWN = 20;

/** Runs what the first argument names, by default `faults`: `npm run torture -- soak --minutes 5`. */
async function run(argv: string[]): Promise<void> {
  const [name = '', ...rest] = argv[0]?.startsWith('--') === false ? argv : ['faults', ...argv];
  const program = PROGRAMS[name];
  if (program === undefined) throw new Error(`expected one of ${Object.keys(PROGRAMS).join(', ')}; got "${name}"`);
  const violations = await program(rest);
  for (const violation of violations.slice(0, MOST_SHOWN)) console.error(violation);
  if (violations.length > MOST_SHOWN) console.error(`and ${violations.length - MOST_SHOWN} more`);
  if (violations.length > 0) process.exitCode = 1;
}

// Otherwise processes and their folders would be left behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
run(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
