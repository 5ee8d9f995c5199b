import type { Latency } from './database/stored-readings';

/** What half, nearly all, and all of these times were at most; undefined of none. */
export function latencyIn(timesMs: number[]): Latency | undefined {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const max = sorted.at(-1);
  if (max === undefined) return undefined;
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? max;
  return { p50: at(0.5), p99: at(0.99), max };
}
