import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a flow has stored. The second of two rows with the same three names is refused by the table itself. */
const READINGS = `
  CREATE TABLE IF NOT EXISTS readings (
    id TEXT NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL,
    payload TEXT NOT NULL, latency_ms REAL NOT NULL,
    UNIQUE (id, boot, seq))`;

/** What only the torture room wants to know: which readings the chips will be told of, and which came all the same. */
const NOTES = `
  CREATE TABLE IF NOT EXISTS confirmed (
    id TEXT NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (id, boot, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS repeated (
    id TEXT NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL, was_confirmed INTEGER NOT NULL)`;

/** The database of the flow, in `folder`. A busy one fails at once: the reading comes again, and Node-RED never waits. */
export function openReadings(folder: string): DatabaseSync {
  return open(join(folder, 'readings.sqlite'), READINGS);
}

/** The notes, in a file of their own: no fault is made there. */
export function openNotes(folder: string): DatabaseSync {
  return open(join(folder, 'notes.sqlite'), NOTES);
}

/** Not synchronised with the disk: only processes die here, and what they have written stays. */
function open(path: string, tables: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${tables}`);
  return database;
}
