import { Announcements } from './announcements';
import { type Ledger, payloadOf, type StoredReading, type TakenBoot } from './ledger';
import { StoredNumbers } from './stored-numbers';

/** What came of it. */
export interface Verdict {
  /** Each a sentence about one boot of one device; none: the promise was kept. */
  violations: string[];
  /** Taken by all devices in all boots. */
  readings: number;
  /** Not in the table, and the flow was told how many. */
  announcedLost: number;
  /** Not in the table, and the flow was told that there may be such, but not how many. */
  unknownLosses: number;
}

/**
 * Whether the promise was kept: every reading that was taken is in the table once and as it was taken, none came again that
 * had been confirmed, and the flow was told of every other loss.
 */
export function judge(ledger: Ledger): Verdict {
  const stored = new StoredNumbers();
  const verdict: Verdict = { violations: [], readings: 0, announcedLost: 0, unknownLosses: 0 };
  for (const row of ledger.stored) {
    const { id, boot, seq } = row;
    const fault = stored.add(id, boot, seq) ? faultOf(row, ledger) : 'is stored twice';
    if (fault) verdict.violations.push(`${id} boot ${boot}: number ${seq} ${fault}`);
  }
  verdict.violations.push(...repetitions(ledger));
  for (const [id, boots] of ledger.taken) {
    const announcements = new Announcements(
      ledger.events.filter((event) => event.id === id),
      boots,
    );
    for (const boot of boots) account(verdict, { id, boot, announcements, missing: stored.missing(id, boot) });
  }
  return verdict;
}

/** What is wrong with a row of the table; undefined: nothing. */
function faultOf({ id, boot, seq, payload }: StoredReading, { taken }: Ledger): string | undefined {
  const isTaken = wasTaken(
    seq,
    taken.get(id)?.find((one) => one.boot === boot),
  );
  if (!isTaken) return 'is stored and was never taken';
  const expected = payloadOf(id, boot, seq);
  return payload === expected ? undefined : `is stored as ${JSON.stringify(payload)} and was taken as ${expected}`;
}

/** A boot that still runs goes on taking readings after the count. */
function wasTaken(seq: number, boot: TakenBoot | undefined): boolean {
  return boot !== undefined && (boot.isLast || seq < boot.taken);
}

function repetitions({ repeated }: Ledger): string[] {
  const broken = repeated.filter(({ wasConfirmed }) => wasConfirmed);
  return broken.map(({ id, boot, seq }) => `${id} boot ${boot}: number ${seq} came again after it had been confirmed`);
}

interface Account {
  id: string;
  boot: TakenBoot;
  /** Numbers that were taken and are not in the table. */
  missing: number[];
  announcements: Announcements;
}

function account(verdict: Verdict, { id, boot, missing, announcements }: Account): void {
  verdict.readings += boot.taken;
  const { announced, unknown, untold } = announcements.explain(boot, missing);
  verdict.announcedLost += announced;
  verdict.unknownLosses += unknown;
  if (untold) verdict.violations.push(`${id} boot ${boot.boot}: ${untold}`);
}
