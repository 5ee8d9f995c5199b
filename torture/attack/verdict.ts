import type { GoodLosses } from '../good/good-devices';

/** What an attack did to others. */
export interface Observed {
  /** Of the good devices' readings, when all was over. */
  good: GoodLosses;
  /** What they had to drop because too many waited. */
  dropped: number;
  /** The same as `good`, while the attack still went on: what was `lost` then was only late. */
  waiting: GoodLosses;
  /** Resident memory of Node-RED, MB: before, the most in the attack, and when all attackers had gone. */
  megabytes: { before: number; peak: number; after: number };
}

/** A device that is let in only now and then has more than that still to send. */
const MOST_WAITING_SHARE = 0.4;

/** What was not to happen, each in a sentence. */
export function violationsIn(
  { good, dropped, waiting, megabytes: { before, peak } }: Observed,
  { title, mostMegabytes }: { title: string; mostMegabytes: number },
): string[] {
  const rise = Math.round(peak - before);
  const found: [boolean, string][] = [
    [good.lost > 0, `${good.lost} readings of good devices did not come`],
    [dropped > 0, `good devices had to drop ${dropped} readings`],
    [
      waiting.lost > waiting.taken * MOST_WAITING_SHARE,
      `good devices could not send ${waiting.lost} of ${waiting.taken} readings`,
    ],
    [rise > mostMegabytes, `memory rose by ${rise} MB, more than ${mostMegabytes}`],
  ];
  return found.flatMap(([isSo, violation]) => (isSo ? [`${title}: ${violation}`] : []));
}
