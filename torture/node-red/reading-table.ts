import type { DatabaseSync } from 'node:sqlite';
import { openNotes, openReadings } from '../database/open';

/** A message of the receiving node: the names of its reading, what was read, and when it was taken (Unix time, ms). */
export interface StorableReading {
  device: { id: string; boot: number };
  seq: number;
  payload: unknown;
  timestamp: number;
}

const INSERT = 'INSERT OR IGNORE INTO readings (id, boot, seq, payload, latency_ms) VALUES (?, ?, ?, ?, ?)';
const REPEAT = `INSERT INTO repeated SELECT $id, $boot, $seq,
  EXISTS (SELECT 1 FROM confirmed WHERE id = $id AND boot = $boot AND seq = $seq)`;

/** Where a flow keeps readings, each once. */
export class ReadingTable {
  private readonly readings: DatabaseSync;
  private readonly notes: DatabaseSync;
  private readonly insert;
  private readonly repeat;

  constructor(folder: string) {
    this.readings = openReadings(folder);
    this.notes = openNotes(folder);
    this.insert = this.readings.prepare(INSERT);
    this.repeat = this.notes.prepare(REPEAT);
  }

  /** Stores a reading, or notes that it is there already. Throws at once while somebody else holds the database. */
  store({ device: { id, boot }, seq, payload }: StorableReading, latencyMs: number): void {
    const { changes } = this.insert.run(id, boot, seq, JSON.stringify(payload), latencyMs);
    if (changes === 0) this.repeat.run({ $id: id, $boot: boot, $seq: seq });
  }

  close(): void {
    this.readings.close();
    this.notes.close();
  }
}
