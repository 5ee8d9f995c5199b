import type { Cost, Footprint } from './measure';
import type { ScenarioName } from './scenarios';
import { bareServer, coreNode, coreNodes, ours, oursConfirmed, oursSigned, type Subject } from './subjects';
import type { Target } from './target-table';

/** What was measured, by scenario; each result bears the name of its subject. */
export type Results = Record<ScenarioName, Cost[]> & { idle: Footprint[] };

export const TARGETS: Target<Results>[] = [
  {
    claim: 'a connection for each counter: speed against the core node',
    sense: 'least',
    bound: 4,
    figure: ({ perPacket }) => speedOver(coreNode, perPacket),
  },
  {
    claim: 'a connection for each counter: speed against the bare server',
    sense: 'least',
    bound: 0.8,
    figure: ({ perPacket }) => speedOver(bareServer, perPacket),
  },
  {
    claim: 'a connection for each report, answered: speed against the core nodes',
    sense: 'least',
    bound: 2.5,
    figure: ({ reports }) => speedOver(coreNodes, reports),
  },
  {
    claim: 'a connection for each report: cost of one that the flow confirms against one answered at once',
    sense: 'most',
    bound: 1.5,
    figure: ({ answers }) => speedOver(oursConfirmed, answers),
  },
  {
    claim: 'a connection for each report: cost of a signed one against the same unsigned',
    sense: 'most',
    bound: 1.3,
    figure: ({ answers }) => speedOver(oursSigned, answers),
  },
  {
    claim: 'kept-open connections: speed against the core node',
    sense: 'least',
    bound: 1,
    figure: ({ keptOpen }) => speedOver(coreNode, keptOpen),
  },
  {
    claim: 'reports on kept-open connections: cost of one that the flow confirms against one answered at once',
    sense: 'most',
    bound: 1.5,
    figure: ({ keptOpenAnswers }) => speedOver(oursConfirmed, keptOpenAnswers),
  },
  {
    claim: 'an idle connection: heap against the bare server',
    sense: 'most',
    bound: 1.25,
    figure: ({ idle }) => resultOf(ours, idle).heap / resultOf(bareServer, idle).heap,
  },
  {
    claim: 'an idle connection: resident memory against the bare server',
    sense: 'most',
    bound: 1.25,
    figure: ({ idle }) => resultOf(ours, idle).resident / resultOf(bareServer, idle).resident,
  },
  {
    claim: '10 to 10,000 known devices: dearest packet against cheapest',
    sense: 'most',
    bound: 1.2,
    figure: ({ devices }) => {
      const costs = devices.map(({ cpuMicroseconds }) => cpuMicroseconds);
      return Math.max(...costs) / Math.min(...costs);
    },
  },
];

/** How many of our packets go for the CPU time of one of the peer's: right also where a server was not busy. */
function speedOver(peer: Subject, costs: Cost[]): number {
  return resultOf(peer, costs).cpuMicroseconds / resultOf(ours, costs).cpuMicroseconds;
}

function resultOf<Result extends { label: string }>({ name }: Subject, results: Result[]): Result {
  const result = results.find(({ label }) => label === name);
  if (!result) throw new Error(`nothing was measured of "${name}", only of: ${results.map(({ label }) => label)}`);
  return result;
}
