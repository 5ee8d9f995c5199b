import { type Boot, MAX_UNCONFIRMED_OF_A_BOOT, newBoot } from './boot';
import type { Device } from './device';
import { type NumberRange, rangesOf } from './sequence';
import type { Wish } from './wishes';

/** One power-up of a device as it is kept over restarts. */
export interface StoredBoot {
  boot: number;
  /** The highest number heard; null before the first. */
  last: number | null;
  /** What the device said it had to drop. */
  lost: number;
  /** Numbers below the highest that never came. */
  missing: NumberRange[];
  /** Numbers that came and that the flow has not confirmed. */
  unconfirmed: NumberRange[];
}

/** What is kept of a device over restarts; `heardAt` is Unix time in ms. */
export interface StoredDevice {
  id: string;
  heardAt: number;
  /** The power-up heard last, and the one before; none of a device that was never heard and for which settings wait. */
  boots: StoredBoot[];
  /** The interval that it is to be set to and the one that it had, ms; absent when it is to keep its own. */
  wish?: StoredWish;
}

/** As in a Wish. */
interface StoredWish {
  interval: number;
  formerIntervalMs: number;
}

/**
 * What is to be kept of `device`, which was heard at the Unix time `heardAt` (ms), as JSON: Node-RED's store of files reads
 * and writes all of them whenever some change, and texts cost it half of what objects do.
 */
export function formatStoredDevice({ id, currentBoot, previousBoot, wish }: Device, heardAt: number): string {
  const boots = [currentBoot, previousBoot].filter((boot) => boot !== undefined).map(storedBoot);
  const stored: StoredDevice = { id, heardAt, boots };
  if (wish !== undefined) stored.wish = { ...wish.settings, formerIntervalMs: wish.formerIntervalMs };
  return JSON.stringify(stored);
}

/** What was kept in `text`; undefined when that is nothing of ours. */
export function parseStoredDevice(text: unknown): StoredDevice | undefined {
  const value = parseJson(text);
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.heardAt !== 'number') return undefined;
  const isWhole = Array.isArray(value.boots) && value.boots.length <= 2 && value.boots.every(isStoredBoot);
  return isWhole && isStoredWish(value.wish) ? (value as unknown as StoredDevice) : undefined;
}

/** A power-up as it was when it was kept. What was unconfirmed then the flow gets again. */
export function restoredBoot({ boot: number, last, lost, missing, unconfirmed }: StoredBoot): Boot {
  const boot: Boot = { ...newBoot(number, false), lost };
  boot.sequence.restart(last ?? undefined, missing);
  if (unconfirmed.length > 0) boot.unconfirmed = new Map();
  for (const [from, to] of unconfirmed)
    for (let seq = from; seq <= to; seq++) boot.unconfirmed?.set(seq, { isOverdue: true, reports: [] });
  return boot;
}

/** It is sent once more: whether the chip has taken it shows only then. */
export function restoredWish({ interval, formerIntervalMs }: StoredWish): Wish {
  return { settings: { interval }, formerIntervalMs, isSent: false };
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

function storedBoot({ number, sequence, lost, unconfirmed }: Boot): StoredBoot {
  const ranges = unconfirmed === undefined ? [] : rangesOf([...unconfirmed.keys()]);
  return { boot: number, last: sequence.last ?? null, lost, missing: sequence.missing, unconfirmed: ranges };
}

function isStoredBoot(value: unknown): boolean {
  if (!isObject(value) || !isWholeNumber(value.boot) || !isWholeNumber(value.lost)) return false;
  return (
    (value.last === null || isWholeNumber(value.last) || value.last === -1) &&
    [value.missing, value.unconfirmed].every((ranges) => Array.isArray(ranges) && ranges.every(isRange)) &&
    // more was written by somebody else, and would fill the memory
    countOf(value.unconfirmed as NumberRange[]) <= MAX_UNCONFIRMED_OF_A_BOOT
  );
}

function isStoredWish(value: unknown): boolean {
  if (value === undefined) return true;
  return isObject(value) && isWholeNumber(value.interval) && typeof value.formerIntervalMs === 'number';
}

function countOf(ranges: NumberRange[]): number {
  return ranges.reduce((count, [from, to]) => count + to - from + 1, 0);
}

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(isWholeNumber)) return false;
  const [from, to] = value as NumberRange;
  return from <= to;
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
