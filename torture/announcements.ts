import type { TakenBoot, ToldEvent } from './ledger';

/** What is known of readings that are missing. */
export interface Explanation {
  /** So many of them the flow was told by number. */
  announced: number;
  /** So many are among those of which the flow was told that it is not known how many there are. */
  unknown: number;
  /** What the flow was not told; undefined: it knows of all. */
  untold: string | undefined;
}

/** The event of a `gap`. */
interface Gap {
  from: number;
  to: number;
  lost?: number;
}

/** The event of a `restart`: what may be missing of `previousBoot`, whose highest number heard is `last`. */
interface Restart {
  boot: number;
  previousBoot: number;
  last?: number;
  missed?: number;
  unknown?: boolean;
  atMost?: number;
  unconfirmed?: number;
}

/** What the flow was told about one device. */
export class Announcements {
  private readonly restarts: Restart[] = [];
  private readonly gaps = new Map<number, Gap[]>();

  constructor(events: ToldEvent[], boots: TakenBoot[]) {
    const restarts = events.filter(({ topic }) => topic === 'restart');
    // the event of a gap does not say of which boot: it is the one heard at that time, which each restart tells
    let heard = (restarts[0]?.payload.previousBoot ?? boots.at(-1)?.boot ?? 0) as number;
    for (const { topic, payload } of events) {
      if (topic === 'restart') {
        this.restarts.push(payload as unknown as Restart);
        heard = payload.boot as number;
      }
      if (topic === 'gap') this.gaps.set(heard, [...(this.gaps.get(heard) ?? []), payload as unknown as Gap]);
    }
  }

  /** What the flow was told of the `missing` numbers of `boot`. */
  explain({ boot, isLast }: TakenBoot, missing: number[]): Explanation {
    const rest = this.withoutDropped(boot, missing);
    const announced = missing.length - rest.length;
    if (rest.length === 0) return { announced, unknown: 0, untold: undefined };
    const explanation = isLast
      ? untold(`${numbers(rest)} not stored, and no gap tells of it`)
      : this.byRestart(boot, rest);
    return { ...explanation, announced: announced + explanation.announced };
  }

  /** What is left without that which the device had to drop: as many numbers of a gap as it says. */
  private withoutDropped(boot: number, missing: number[]): number[] {
    let rest = missing;
    for (const { from, to, lost = 0 } of this.gaps.get(boot) ?? []) {
      let left = lost;
      rest = rest.filter((seq) => seq < from || seq > to || left-- <= 0);
    }
    return rest;
  }

  /** A device that comes back to its boot before has its restarts told more than once: one of them must tell it all. */
  private byRestart(boot: number, rest: number[]): Explanation {
    const told = this.restarts.filter(({ previousBoot }) => previousBoot === boot);
    const explanations = told.map((restart) => byRestart(restart, rest));
    const complete = explanations.find((one) => one.untold === undefined);
    if (complete) return complete;
    if (this.isSkipped(boot)) return { announced: 0, unknown: rest.length, untold: undefined };
    return explanations.at(-1) ?? untold(`${numbers(rest)} not stored, and no restart tells of it`);
  }

  /** Never heard, or forgotten since: the flow was told that it knows nothing of the boots between two. */
  private isSkipped(boot: number): boolean {
    return this.restarts.some((one) => one.unknown === true && one.previousBoot < boot && boot < one.boot);
  }
}

/** Up to `last` the flow had them and some were unconfirmed; beyond it is what nobody heard. */
function byRestart({ last = -1, missed = 0, unknown, atMost, unconfirmed = 0 }: Restart, rest: number[]): Explanation {
  const had = rest.filter((seq) => seq <= last);
  const beyond = rest.length - had.length;
  if (had.length > unconfirmed) return untold(`${numbers(had)} not stored, and the restart tells of ${unconfirmed}`);
  if (!unknown && beyond > missed)
    return untold(`${beyond} beyond ${last} not stored, and the restart tells of ${missed}`);
  if (unknown && atMost !== undefined && beyond > atMost)
    return untold(`${beyond} beyond ${last} not stored, and the restart tells of at most ${atMost}`);
  const unheard = unknown ? { announced: 0, unknown: beyond } : { announced: beyond, unknown: 0 };
  return { ...unheard, announced: unheard.announced + had.length, untold: undefined };
}

function untold(sentence: string): Explanation {
  return { announced: 0, unknown: 0, untold: sentence };
}

const MOST_NAMED = 10;

function numbers(seqs: number[]): string {
  const more = seqs.length > MOST_NAMED ? ` and ${seqs.length - MOST_NAMED} more` : '';
  return `${seqs.length === 1 ? 'number' : 'numbers'} ${seqs.slice(0, MOST_NAMED).join(', ')}${more}`;
}
