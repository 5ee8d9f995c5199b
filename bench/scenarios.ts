import type { LoadName } from './loads';
import { bareServer, coreNode, coreNodes, ours, oursConfirmed, oursKept, oursSigned, type Subject } from './subjects';

/** Something that chips do, and the servers to which they do it, each entry with a load of its own if need be. */
export interface Scenario {
  title: string;
  load: LoadName;
  /** Packets that are measured in each round. */
  packets: number;
  /** Fewer than usual where each takes seconds. */
  rounds?: number;
  /** The servers, or ours several times, each with its number of devices. */
  entries: { label: string; subject: Subject; devices: number; load?: LoadName }[];
}

/** The scenarios in which the cost of a packet is measured. */
export const COST_SCENARIOS = {
  perPacket: {
    title: 'A connection for each counter, 50 devices',
    load: 'connection for each counter',
    packets: 15_000,
    entries: among(50, ours, bareServer, coreNode),
  },
  reports: {
    title: 'A connection for each report, each answered, 50 devices',
    load: 'connection for each report',
    packets: 15_000,
    entries: among(50, ours, bareServer, coreNodes),
  },
  answers: {
    title: 'A connection for each report: answered at once, when the flow confirms it, and signed; 50 devices',
    load: 'connection for each report',
    packets: 15_000,
    entries: [
      ...among(50, ours, oursConfirmed),
      ...signing('connection for each signed report', among(50, oursSigned)),
    ],
  },
  keptOpen: {
    title: '100 kept-open connections, a counter on each every 4 ms',
    load: 'kept-open counters',
    packets: 25_000,
    entries: among(100, ours, bareServer, coreNode),
  },
  keptOpenAnswers: {
    title: 'Reports on 10 connections: answered at once, when the flow confirms it, and signed; 100 devices',
    load: 'reports of many devices',
    packets: 40_000,
    entries: [...among(100, ours, oursConfirmed), ...signing('signed reports of many devices', among(100, oursSigned))],
  },
  devices: {
    title: 'Reports on 10 connections, from more and more devices',
    load: 'reports of many devices',
    packets: 40_000,
    entries: [10, 100, 1000, 10_000].map((devices) => ({
      label: `${ours.name}, ${devices} devices`,
      subject: ours,
      devices,
    })),
  },
  kept: {
    title: 'A report a second from each device, confirmed; what is known of them kept in memory and on disk',
    load: 'a report a second',
    packets: 3000,
    rounds: 3,
    entries: [200, 1000].flatMap((devices) =>
      [oursConfirmed, oursKept].map((subject) => ({ label: `${subject.name}, ${devices} devices`, subject, devices })),
    ),
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof COST_SCENARIOS;

/** The scenario in which the memory of a connection is measured; its packets are its connections. */
export const MEMORY_SCENARIO: Scenario = {
  title: '5,000 idle connections',
  load: 'idle connections',
  packets: 5000,
  entries: among(50, ours, bareServer, coreNode),
};

function among(devices: number, ...subjects: Subject[]): Scenario['entries'] {
  return subjects.map((subject) => ({ label: subject.name, subject, devices }));
}

function signing(load: LoadName, entries: Scenario['entries']): Scenario['entries'] {
  return entries.map((entry) => ({ ...entry, load }));
}
