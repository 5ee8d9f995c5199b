import type { Latency } from './database/stored-readings';
import type { Ledger } from './ledger';
import type { Verdict } from './verdict';

/** `12,345`. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `p50 110 ms, p99 230 ms, max 1,200 ms`. */
export function latencyText(latency: Latency | undefined): string {
  if (latency === undefined) return 'none stored';
  return Object.entries(latency)
    .map(([name, ms]) => `${name} ${grouped(ms)} ms`)
    .join(', ');
}

/** What came of all readings, for a person. */
export function outcome(ledger: Ledger, verdict: Verdict, latency: Latency | undefined): string {
  const confirmedBefore = ledger.repeated.filter(({ wasConfirmed }) => wasConfirmed).length;
  const rows: [string, string][] = [
    ['readings taken', grouped(verdict.readings)],
    ['stored, and some taken since', grouped(ledger.stored.length)],
    ['came again, unconfirmed before', grouped(ledger.repeated.length - confirmedBefore)],
    ['came again, confirmed before', grouped(confirmedBefore)],
    ['lost, and told how many', grouped(verdict.announcedLost)],
    ['lost, and told that', grouped(verdict.unknownLosses)],
    ['taken to stored', latencyText(latency)],
    ['violations', grouped(verdict.violations.length)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(32)}${value}`).join('\n');
}
