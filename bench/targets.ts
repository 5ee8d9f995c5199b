import type { Cost, Footprint } from './measure';

/** What was measured, by scenario; the first of each is ours, then the bare server, then the core node. */
export interface Results {
  perPacket: Cost[];
  reports: Cost[];
  keptOpen: Cost[];
  devices: Cost[];
  idle: Footprint[];
}

/** What we want to reach. */
export interface Target {
  claim: string;
  /** `least`: the figure must not be below `bound`; `most`: not above. */
  sense: 'least' | 'most';
  bound: number;
  figure: (results: Results) => number;
}

export const TARGETS: Target[] = [
  {
    claim: 'a connection for each counter: speed against the core node',
    sense: 'least',
    bound: 4,
    figure: ({ perPacket }) => speedOver(perPacket, CORE),
  },
  {
    claim: 'a connection for each counter: speed against the bare server',
    sense: 'least',
    bound: 0.8,
    figure: ({ perPacket }) => speedOver(perPacket, BARE),
  },
  {
    claim: 'a connection for each report, answered: speed against the core nodes',
    sense: 'least',
    bound: 2.5,
    figure: ({ reports }) => speedOver(reports, CORE),
  },
  {
    claim: 'kept-open connections: speed against the core node',
    sense: 'least',
    bound: 1,
    figure: ({ keptOpen }) => speedOver(keptOpen, CORE),
  },
  {
    claim: 'an idle connection: heap against the bare server',
    sense: 'most',
    bound: 1.25,
    figure: ({ idle: [ours, bare] }) => (ours?.heap ?? Number.NaN) / (bare?.heap ?? Number.NaN),
  },
  {
    claim: 'an idle connection: resident memory against the bare server',
    sense: 'most',
    bound: 1.25,
    figure: ({ idle: [ours, bare] }) => (ours?.resident ?? Number.NaN) / (bare?.resident ?? Number.NaN),
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

const BARE = 1;
const CORE = 2;

/** How many of our packets go for the CPU time of one of the peer's: right also where a server was not busy. */
function speedOver(costs: Cost[], peer: number): number {
  return (costs[peer]?.cpuMicroseconds ?? Number.NaN) / (costs[0]?.cpuMicroseconds ?? Number.NaN);
}
