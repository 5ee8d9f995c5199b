import { table } from '../bench/table';
import type { Latency } from './database/stored-readings';
import type { Ledger } from './ledger';
import type { Measured } from './meter';
import type { Verdict } from './verdict';

/** What a run came to. */
export interface Run {
  ledger: Ledger;
  verdict: Verdict;
  measured: Measured;
  mostResidentBytes: number;
}

const BYTES_PER_MEGABYTE = 1e6;

/** `12,345`. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `180 MB`. */
export function megabytes(bytes: number): string {
  return `${grouped(bytes / BYTES_PER_MEGABYTE)} MB`;
}

/** `p50 110 ms, p99 230 ms, max 1,200 ms`. */
export function latencyText(latency: Latency | undefined): string {
  if (latency === undefined) return 'none';
  return Object.entries(latency)
    .map(([name, ms]) => `${name} ${grouped(ms)} ms`)
    .join(', ');
}

/** How often each fault was made. */
export function faultTable(made: Map<string, number>): string {
  return table(
    ['fault', 'made'],
    [...made].map(([name, count]) => [name, grouped(count)]),
  );
}

/** What came of all readings, and what Node-RED took for it. */
export function outcome({ ledger, verdict, measured, mostResidentBytes }: Run): string {
  const confirmed = ledger.repeated.filter(({ wasConfirmed }) => wasConfirmed).length;
  const rows = [
    ['readings taken until the count', grouped(verdict.readings)],
    ['stored, with some taken since', grouped(ledger.stored.length)],
    ['came again, not confirmed before', grouped(ledger.repeated.length - confirmed)],
    ['came again, confirmed before', grouped(confirmed)],
    ['lost, and told how many', grouped(verdict.announcedLost)],
    ['lost, and told that some are', grouped(verdict.unknownLosses)],
    ['from taken to stored', latencyText(measured.latency)],
    ['Node-RED', `${megabytes(mostResidentBytes)} at most, ${grouped(measured.cpuPercent)} % CPU`],
    ['violations', grouped(verdict.violations.length)],
  ];
  return `\n${table(['outcome', ''], rows)}\n`;
}
