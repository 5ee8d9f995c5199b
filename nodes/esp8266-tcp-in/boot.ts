import type { Report } from '../../protocol/report';
import type { UnconfirmedReading } from './confirmations';
import { Sequence } from './sequence';

/** One power-up of a device that sends reports: the numbers of its readings, and what it said it had to drop. */
export interface Boot {
  number: number;
  sequence: Sequence;
  lost: number;
  /** By number, what the flow has still to confirm, if it has to. */
  unconfirmed: Map<number, UnconfirmedReading> | undefined;
  /** What is certain of its times; undefined when it was heard before the node started and not since. */
  times: BootTimes | undefined;
  /** The shortest time between readings that an answer asked it for, ms. */
  askedIntervalMs: number | undefined;
}

/** What is certain of the time at which the reading of the highest number was taken; ms by the server's clock. */
export interface BootTimes {
  /** When it was received. */
  heardAt: number;
  /** Its report was not sent before. */
  sentAfter: number;
  /** It was not taken before. */
  takenAfter: number;
  /** The Unix time at which the server's clock was 0: by another one the machine has slept, or somebody set its clock. */
  epoch: number;
}

/** A time by the server's clock, which stands still while the machine sleeps, and its zero in Unix time; both ms. */
export interface Moment {
  now: number;
  epoch: number;
}

/** Readings that one power-up may leave unconfirmed: a chip's queue holds some hundreds. */
export const MAX_UNCONFIRMED_OF_A_BOOT = 5000;
/** By how much an interval or an age may be off: a crystal keeps its time a hundred times better, an interpreter does not. */
const TOLERANCE = 0.05;
const EPOCH_TOLERANCE_MS = 1000;

/** A power-up of which nothing is known yet; `isFromStart`: every number is expected, from 0. */
export function newBoot(number: number, isFromStart: boolean): Boot {
  const sequence = new Sequence();
  if (isFromStart) sequence.restart(-1);
  return { number, sequence, lost: 0, unconfirmed: undefined, times: undefined, askedIntervalMs: undefined };
}

/** Forgets what was heard from the first unconfirmed reading on: when the chip sends it again it comes again. */
export function forgetUnconfirmed(boot: Boot): void {
  let first = Number.POSITIVE_INFINITY;
  for (const seq of boot.unconfirmed?.keys() ?? []) first = Math.min(first, seq);
  if (first === Number.POSITIVE_INFINITY) return;
  const missingBefore = boot.sequence.missing.filter(([, to]) => to < first);
  boot.sequence.restart(first - 1, missingBefore);
  boot.unconfirmed = undefined;
  boot.times = undefined;
  boot.lost = 0; // what of it is dropped by then was lost
}

/** Files the times of a report with numbers above all before; to be asked before its numbers and its `lost` are filed. */
export function noteTimes(boot: Boot, report: Report, { now, epoch }: Moment): void {
  const { age, every, readings, lost } = report;
  const { last } = boot.sequence;
  if (last !== undefined && report.seq + readings.length - 1 <= last) return;
  const times = boot.times && Math.abs(boot.times.epoch - epoch) < EPOCH_TOLERANCE_MS ? boot.times : undefined;
  // A device goes on after the highest number only when it was told that this is safe, unless it had to drop readings.
  const isNext = last !== undefined && report.seq > last && lost === boot.lost;
  const sentAfter = (isNext ? times?.heardAt : times?.sentAfter) ?? Number.NEGATIVE_INFINITY;
  const lastAge = Math.max(0, age - (readings.length - 1) * every);
  // Readings of one report are up to half an interval off the times that it tells.
  const takenAfter = sentAfter - lastAge * (1 + TOLERANCE) - every / 2;
  boot.times = { heardAt: now, sentAfter, takenAfter, epoch };
}

/**
 * How many readings `boot` can at most have taken after its highest number, by its `intervalMs`, when `next` is the first
 * report of the power-up after it; undefined when that is not certain. It counts up to the reading number 0 of that one.
 */
export function mostTakenAfter(
  { times, askedIntervalMs = Number.POSITIVE_INFINITY }: Boot,
  intervalMs: number,
  { report, moment }: { report: Report; moment: Moment },
): number | undefined {
  if (times === undefined || Math.abs(times.epoch - moment.epoch) >= EPOCH_TOLERANCE_MS) return undefined;
  const begunBefore = moment.now - (report.age + report.seq * report.every) * (1 - TOLERANCE);
  const shortestMs = Math.min(intervalMs * (1 - TOLERANCE), askedIntervalMs);
  // A beat may come late, but never so late that the next follows in less than half an interval: the half is for that.
  const most = Math.floor((begunBefore - times.takenAfter) / shortestMs + 0.5);
  return most >= 0 && Number.isSafeInteger(most) ? most : undefined;
}
