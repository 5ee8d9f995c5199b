import { table } from '../../bench/table';
import { OptionValues } from '../../simulator/fleet/option-values';
import type { Latency } from '../database/stored-readings';
import { affordableConnections } from '../open-files';
import { grouped } from '../report';
import { SCENARIOS } from './scenarios';
import { besiege, type SiegeOutcome } from './siege';

const QUIET_MS = 3000;
const HEAD = [
  'attack',
  'connections',
  'refused',
  'good lost',
  'ms to answer, p50 / p99 / max',
  'attacked',
  'MB before / peak / after',
  'held',
];

/** `npm run torture -- attack --connections 10000 --seconds 40 --only silence`: each on a receiving node of its own. */
export async function attack(argv: string[]): Promise<string[]> {
  const values = OptionValues.read(argv, { valued: ['connections', 'seconds', 'only'], flags: [] });
  const wanted = values.wholeNumber('connections', { least: 1, most: 25_000, usual: 10_000 });
  const seconds = values.wholeNumber('seconds', { least: 1, most: 3600, usual: 40 });
  const only = values.text('only') ?? '';
  const { connections, advice } = affordableConnections(wanted);
  if (advice !== undefined) console.log(advice);
  const outcomes: SiegeOutcome[] = [];
  for (const scenario of SCENARIOS.filter(({ title }) => title.includes(only))) {
    const outcome = await besiege(scenario, { connections, seconds, quietMs: QUIET_MS });
    console.log(line(outcome));
    outcomes.push(outcome);
  }
  console.log(`\n${table(HEAD, outcomes.map(row))}`);
  return outcomes.flatMap(({ violations }) => violations);
}

function line({ title, connections, standing, sentMegabytes, violations }: SiegeOutcome): string {
  const done = `${grouped(connections)} connections, ${grouped(standing)} at the end, ${grouped(sentMegabytes)} MB sent`;
  return `${title}: ${done}: ${violations.length === 0 ? 'held' : 'NOT HELD'}`;
}

function row({ title, connections, refused, good, latency, megabytes, violations }: SiegeOutcome): string[] {
  const { before, peak, after } = megabytes;
  return [
    title,
    grouped(connections),
    [...refused].map(([reason, count]) => `${grouped(count)} ${reason}`).join(', ') || '0',
    `${grouped(good.lost)} of ${grouped(good.taken)}`,
    shown(latency.quiet),
    shown(latency.attacked),
    [before, peak, after].map(grouped).join(' / '),
    violations.length === 0 ? 'yes' : 'NO',
  ];
}

function shown(latency: Latency | undefined): string {
  return latency === undefined ? 'none' : [latency.p50, latency.p99, latency.max].map(grouped).join(' / ');
}
