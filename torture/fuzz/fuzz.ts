import { OptionValues } from '../../simulator/fleet/option-values';
import { grouped, latencyText } from '../report';
import { type FuzzOptions, type FuzzOutcome, fuzzRun } from './fuzz-run';

type Way = Pick<FuzzOptions, 'answerWhen' | 'isSigned'>;

/** How a receiving node can be set, as far as frames are concerned. */
const WAYS: Way[] = [
  { answerWhen: 'handed', isSigned: false },
  { answerWhen: 'confirmed', isSigned: false },
  { answerWhen: 'handed', isSigned: true },
  { answerWhen: 'confirmed', isSigned: true },
];
const EXTENT = { heapLooks: 9, quietMs: 5000 };
const MEGABYTE = 1e6;

/** `npm run torture -- fuzz --frames 1000000 --seed 7`: so many frames at each of four receiving nodes. */
export async function fuzz(argv: string[]): Promise<string[]> {
  const values = OptionValues.read(argv, { valued: ['frames', 'seed'], flags: [] });
  const frames = values.wholeNumber('frames', { least: 100, most: 1e9, usual: 1_000_000 });
  const seed = values.wholeNumber('seed', { least: 0, most: 2 ** 31, usual: Date.now() % 2 ** 31 });
  console.log(`${grouped(frames)} frames at each of ${WAYS.length} receiving nodes, seed ${seed}`);
  const violations: string[] = [];
  for (const way of WAYS) {
    const outcome = await fuzzRun({ ...way, ...EXTENT, frames, seed });
    console.log(`\n${described(way, outcome)}`);
    violations.push(...outcome.violations);
  }
  return violations;
}

function described({ answerWhen, isSigned }: Way, outcome: FuzzOutcome): string {
  const { frames, connections, seconds, heap, good, latency } = outcome;
  const rows: [string, string][] = [
    ['receiving node', `answers when ${answerWhen}, ${isSigned ? 'signed' : 'unsigned'}`],
    ['frames', `${grouped(frames)} on ${grouped(connections)} connections, ${grouped(frames / seconds)} a second`],
    ['lines that were read', `${grouped(outcome.lines)}, of which ${grouped(outcome.reports)} reports in good order`],
    ['readings', `${grouped(outcome.readings)} came, ${grouped(outcome.due)} had to, ${grouped(outcome.acks)} acks`],
    ['heap after the first tenth', `${megabytes(heap.afterTenth)}, at most ${megabytes(heap.most)} later`],
    ['good devices', `${grouped(good.taken)} readings, ${good.lost} lost, ${good.repeated} came again`],
    ['answered, without a flood', latencyText(latency.quiet)],
    ['answered, in the flood', latencyText(latency.flooded)],
    ['violations', String(outcome.violations.length)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(28)}${value}`).join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
