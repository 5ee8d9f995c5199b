import type { DatabaseSync } from 'node:sqlite';
import type { Ledger, RepeatedReading, StoredReading, TakenBoot } from '../ledger';
import { openNotes, openReadings } from './open';

/** Times that half of all readings, 99 of 100, and all of them kept to, ms. */
export interface Latency {
  p50: number;
  p99: number;
  max: number;
}

/** What the flow does not have yet. */
export interface Outstanding {
  readings: number;
  /** Devices of which nothing that they took after the count is there. */
  silentDevices: number;
}

const STORED = `SELECT
  (SELECT count(*) FROM readings WHERE id = $id AND boot = $boot AND seq < $expected) AS count,
  (SELECT max(seq) FROM readings WHERE id = $id AND boot = $boot) AS last`;

/** What the flow has in its database, seen from outside. */
export class StoredReadings {
  private readonly readings: DatabaseSync;
  private readonly notes: DatabaseSync;

  constructor(folder: string) {
    this.readings = openReadings(folder);
    this.notes = openNotes(folder);
    for (const database of [this.readings, this.notes]) database.exec('PRAGMA busy_timeout = 5000'); // the flow writes too
  }

  /** The row stored last; rows are numbered from 1. */
  lastRow(): number {
    return Number(this.readings.prepare('SELECT max(rowid) AS last FROM readings').get()?.last ?? 0);
  }

  /** From taken to stored, ms, of the readings stored after row `row`; undefined when there are none. */
  latencyAfter(row: number): Latency | undefined {
    const rows = this.readings.prepare('SELECT latency_ms AS ms FROM readings WHERE rowid > ?').iterate(row);
    const sorted = Float64Array.from(rows, ({ ms }) => Number(ms)).sort();
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return sorted.length === 0 ? undefined : { p50: at(0.5), p99: at(0.99), max: at(1) };
  }

  /** What is still to come of boots that live: of each all that was counted, and at least the first reading. */
  outstanding(taken: Map<string, TakenBoot[]>): Outstanding {
    const stored = this.readings.prepare(STORED);
    const outstanding = { readings: 0, silentDevices: 0 };
    for (const [id, boots] of taken)
      for (const { boot, taken, isLast } of boots) {
        if (!isLast) continue;
        const expected = Math.max(1, taken); // with the first the flow hears what became of the boot before
        const { count, last } = stored.get({ $id: id, $boot: boot, $expected: expected }) ?? {};
        outstanding.readings += expected - Number(count ?? 0);
        if (Number(last ?? -1) < taken) outstanding.silentDevices++;
      }
    return outstanding;
  }

  ledger(): Pick<Ledger, 'stored' | 'repeated'> {
    const stored = this.readings.prepare('SELECT id, boot, seq, payload FROM readings').iterate();
    const repeated = this.notes.prepare('SELECT id, boot, seq, was_confirmed FROM repeated').all();
    return {
      stored: Array.from(stored, ({ payload, ...row }) => ({ ...row, payload: parse(payload) }) as StoredReading),
      repeated: repeated.map(
        ({ was_confirmed, ...row }) => ({ ...row, wasConfirmed: was_confirmed === 1 }) as RepeatedReading,
      ),
    };
  }

  /** Holds the flow's database for itself; gives what lets go of it. */
  seize(): () => void {
    this.readings.exec('BEGIN EXCLUSIVE');
    return () => this.readings.exec('COMMIT');
  }

  close(): void {
    this.readings.close();
    this.notes.close();
  }
}

function parse(payload: unknown): unknown {
  return JSON.parse(String(payload));
}
