import type { Report } from '../../protocol/report';
import type { Boot, Device } from './device';
import { Sequence } from './sequence';

/** Something that became known about a device; counts and numbers are of readings. */
export type DeviceEvent =
  | { event: 'online' }
  | { event: 'offline'; silentMs: number }
  | { event: 'restart'; boot?: number; previousBoot?: number; last?: number }
  /** `lost` of the `missed` readings were dropped by the chip itself, because its queue was full. */
  | { event: 'gap'; missed: number; from: number; to: number; lost?: number }
  | { event: 'settings-taken'; interval: number }
  | { event: 'duplicate' | 'late' | 'unconfirmed'; count: number; from: number; to: number };

/** A reading that goes into the flow. */
export interface TrackedReading {
  payload: unknown;
  /** Its number; undefined when a plain payload is not read as a counter. */
  seq: number | undefined;
  /** Readings known lost just before this one. */
  missed: number;
  /** It fills a gap that was told before. */
  isLate: boolean;
  /** The flow had it before and did not confirm it. */
  isAgain: boolean;
  /** When it was taken, ms. */
  takenAt: number;
}

/** What a frame brought: what became known, and the readings to pass on. */
export interface Heard {
  device: Device;
  events: DeviceEvent[];
  readings: TrackedReading[];
}

/** Files a report received at `now` (ms). `payloads` are its readings as the flow shall see them; duplicates stay out. */
export function hearReport(device: Device, report: Report, payloads: unknown[], now: number): Heard {
  const heard: Heard = { device, events: [], readings: [] };
  const boot = device.currentBoot?.number === report.boot ? device.currentBoot : changeBoot(heard, report);
  const dropped = report.lost - boot.lost;
  boot.lost = report.lost;
  for (const [index, payload] of payloads.entries()) {
    const takenAt = now - report.age + index * report.every;
    hearNumber(heard, boot, { payload, seq: report.seq + index, takenAt, dropped });
  }
  return heard;
}

/** Files a plain frame received at `now` (ms). It always comes back: it may be a thermometer that says 21, 21, 21. */
export function hearPlain(device: Device, payload: unknown, now: number): Heard {
  const heard: Heard = { device, events: [], readings: [] };
  const { step, last } = device.counterWatch.observe(payload);
  const seq = step === undefined ? undefined : (payload as number);
  const missed = step?.kind === 'fresh' ? step.missed : 0;
  if (step?.kind === 'restart') tellRestart(heard, { last });
  if (seq !== undefined && missed > 0) miss(heard, { missed, seq, dropped: 0 });
  if (seq !== undefined && (step?.kind === 'duplicate' || step?.kind === 'late')) repeat(heard, step.kind, seq);
  device.tookReading(now, missed + 1);
  heard.readings.push({ payload, seq, missed, isLate: step?.kind === 'late', isAgain: false, takenAt: now });
  return heard;
}

/** Another boot number than before: a new count, or back to the one before it. */
function changeBoot(heard: Heard, report: Report): Boot {
  const { device } = heard;
  const { currentBoot: last, previousBoot } = device;
  if (last !== undefined) {
    const { number, sequence } = last;
    tellRestart(heard, { boot: report.boot, previousBoot: number, last: sequence.last });
  }
  device.currentBoot = previousBoot?.number === report.boot ? previousBoot : newBoot(device, report);
  device.previousBoot = last;
  return device.currentBoot;
}

/**
 * Of a known device's newer boot every number is expected, from 0. A device met for the first time, or a boot older than
 * one known, may have been heard elsewhere before, unless all that it took was dropped: its numbers begin where they do.
 */
function newBoot({ currentBoot, previousBoot }: Device, report: Report): Boot {
  const newest = Math.max(currentBoot?.number ?? Number.POSITIVE_INFINITY, previousBoot?.number ?? 0);
  const sequence = new Sequence();
  if (report.boot > newest || report.lost === report.seq) sequence.restart(-1);
  return { number: report.boot, sequence, lost: 0 };
}

function hearNumber(
  heard: Heard,
  { sequence, unconfirmed }: Boot,
  { payload, seq, takenAt, dropped }: { payload: unknown; seq: number; takenAt: number; dropped: number },
): void {
  const { device, readings } = heard;
  const step = sequence.take(seq);
  if (unconfirmed?.get(seq)?.isOverdue) {
    unconfirmed.delete(seq);
    readings.push({ payload, seq, missed: 0, isLate: false, isAgain: true, takenAt });
    return;
  }
  if (step.kind !== 'fresh') repeat(heard, step.kind, seq);
  if (step.kind === 'duplicate') return;
  const missed = step.kind === 'fresh' ? step.missed : 0;
  if (missed > 0) miss(heard, { missed, seq, dropped });
  if (step.kind === 'fresh') device.tookReading(takenAt, missed + 1);
  readings.push({ payload, seq, missed, isLate: step.kind === 'late', isAgain: false, takenAt });
}

function tellRestart(
  { device, events }: Heard,
  told: { boot?: number; previousBoot?: number; last: number | undefined },
): void {
  const { last, ...boots } = told;
  device.counts.restarts++;
  events.push({ event: 'restart', ...boots, ...(last === undefined || last < 0 ? {} : { last }) });
}

function miss(heard: Heard, { missed, seq, dropped }: { missed: number; seq: number; dropped: number }): void {
  heard.device.counts.missed += missed;
  const lost = Math.min(missed, dropped);
  heard.events.push({ event: 'gap', missed, from: seq - missed, to: seq - 1, ...(lost > 0 ? { lost } : {}) });
}

/** Neighbours are told in one event. */
function repeat(heard: Heard, kind: 'duplicate' | 'late', seq: number): void {
  const { counts } = heard.device;
  if (kind === 'duplicate') counts.duplicates++;
  else {
    counts.late++;
    counts.missed--;
  }
  const previous = heard.events.at(-1);
  if (previous?.event === kind && previous.to === seq - 1) {
    previous.count++;
    previous.to = seq;
  } else heard.events.push({ event: kind, count: 1, from: seq, to: seq });
}
