import type { Ledger } from './ledger';

/** What came of it. */
export interface Verdict {
  /** Each a sentence about one device; none: the promise was kept. */
  violations: string[];
  /** Taken by all devices in all boots. */
  readings: number;
  /** Not in the table, and the flow was told how many. */
  announcedLost: number;
  /** Not in the table, and the flow was told that there are such, but not their number. */
  unknownLosses: number;
}

/** Whether the promise was kept by what `ledger` says. */
export function judge({ taken, stored }: Ledger): Verdict {
  const rows = new Set(stored.map(({ id, boot, seq }) => `${id} ${boot} ${seq}`));
  const verdict: Verdict = { violations: [], readings: 0, announcedLost: 0, unknownLosses: 0 };
  for (const [id, boots] of taken)
    for (const { boot, taken } of boots) {
      verdict.readings += taken;
      const missing = Array.from({ length: taken }, (_, seq) => seq).filter((seq) => !rows.has(`${id} ${boot} ${seq}`));
      if (missing.length > 0) verdict.violations.push(`${id} boot ${boot}: ${missing.length} readings are not stored`);
    }
  return verdict;
}
