import type { Attack } from './orders';

/** An attack, and the receiving node that it meets. */
export interface Scenario {
  title: string;
  attack: Pick<Attack, 'habit' | 'addresses' | 'comesBack'>;
  /** Of how many connections `most` can be; absent: of as many as are asked for. */
  mostConnections?: number;
  /** What the receiving node is told other than its defaults. */
  properties?: Record<string, unknown>;
  /** The key shared with the good devices. */
  key?: string;
  /** Reports are answered when the flow has confirmed them: it confirms what good devices send, and nothing else. */
  isConfirmed?: boolean;
  /** What Node-RED's resident memory may rise by, MB: most of it is garbage, of which Node lets some pile up. */
  mostMegabytes: number;
}

/** Under the node's own limits; and where a thousand connections come, or the node keeps as much as it ever may. */
const USUAL_MB = 250;
const MOST_MB = 500;
const NO_LIMITS = { maxConnections: '0', maxConnectionsPerAddress: '0' };
const MANY = 200;

/** Each by itself, while good devices stream. */
export const SCENARIOS: Scenario[] = [
  {
    title: 'silence, one address',
    attack: { habit: 'silence', addresses: 1, comesBack: true },
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'silence, 200 addresses',
    attack: { habit: 'silence', addresses: MANY, comesBack: true },
    mostMegabytes: MOST_MB,
  },
  {
    title: 'silence, 200 addresses, no limits',
    attack: { habit: 'silence', addresses: MANY, comesBack: true },
    properties: NO_LIMITS,
    mostMegabytes: MOST_MB,
  },
  {
    title: 'a byte a second, one address',
    attack: { habit: 'a byte a second', addresses: 1, comesBack: true },
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'a byte a second, 200 addresses, no limits',
    attack: { habit: 'a byte a second', addresses: MANY, comesBack: true },
    properties: NO_LIMITS,
    mostMegabytes: MOST_MB,
  },
  {
    title: '64 MiB without a line end',
    attack: { habit: '64 MiB without a line end', addresses: 5, comesBack: true },
    mostConnections: 50,
    mostMegabytes: USUAL_MB,
  },
  {
    title: '64 MiB without a line end, frames of 16 MiB',
    attack: { habit: '64 MiB without a line end', addresses: 1, comesBack: true },
    mostConnections: 4,
    properties: { maxFrameBytes: String(16 * 1024 * 1024) },
    mostMegabytes: MOST_MB,
  },
  {
    title: 'a reset at every byte',
    attack: { habit: 'a reset at every byte', addresses: 20, comesBack: true },
    mostConnections: 20,
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'a flood of the shortest lines',
    attack: { habit: 'a flood of the shortest lines', addresses: 10, comesBack: true },
    mostConnections: 900,
    mostMegabytes: MOST_MB,
  },
  {
    title: 'a flood of lines, one address',
    attack: { habit: 'a flood of lines', addresses: 1, comesBack: true },
    mostConnections: 500,
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'a flood of reports, one address',
    attack: { habit: 'a flood of reports', addresses: 1, comesBack: true },
    mostConnections: 500,
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'ever new devices',
    attack: { habit: 'ever new devices', addresses: 10, comesBack: true },
    mostConnections: 10,
    mostMegabytes: MOST_MB,
  },
  {
    title: 'a flood of events',
    attack: { habit: 'a flood of events', addresses: 10, comesBack: true },
    mostConnections: 10,
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'a flood of refusals',
    attack: { habit: 'a flood of refusals', addresses: 10, comesBack: true },
    mostConnections: 50,
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'answers that nobody reads',
    attack: { habit: 'answers that nobody reads', addresses: 1, comesBack: true },
    mostConnections: 100,
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'frames that nobody signed',
    attack: { habit: 'a flood of reports', addresses: 10, comesBack: true },
    mostConnections: 50,
    key: 'a key that only good devices have',
    mostMegabytes: USUAL_MB,
  },
  {
    title: 'readings that nobody confirms',
    attack: { habit: 'readings that nobody confirms', addresses: 10, comesBack: true },
    mostConnections: 10,
    isConfirmed: true,
    mostMegabytes: MOST_MB,
  },
];
