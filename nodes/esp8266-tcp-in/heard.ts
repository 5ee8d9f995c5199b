import type { Report } from '../../protocol/report';
import { type Boot, type Moment, noteTimes } from './boot';
import type { Device } from './device';
import { changeBoot, type Restart } from './restart';
import { rangesOf } from './sequence';

/** Something that became known about a device; counts and numbers are of readings. */
export type DeviceEvent =
  | { event: 'online' }
  | { event: 'offline'; silentMs: number }
  | Restart
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

/** Files a report received at that `moment`. `payloads` are its readings as the flow shall see them; duplicates stay out. */
export function hearReport(device: Device, report: Report, payloads: unknown[], moment: Moment): Heard {
  const heard: Heard = { device, events: [], readings: [] };
  const boot = bootOf(heard, { report, moment });
  noteTimes(boot, report, moment);
  if (boot.unconfirmed !== undefined && boot.unconfirmed.size > 0) tellDropped(heard, boot, report);
  const dropped = report.lost - boot.lost;
  boot.lost = Math.max(boot.lost, report.lost); // a report that was delayed says less
  for (const [index, payload] of payloads.entries()) {
    const takenAt = moment.now - report.age + index * report.every;
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
  if (step?.kind === 'restart') tellRestart(heard, { event: 'restart', ...(last === undefined ? {} : { last }) });
  if (seq !== undefined && missed > 0) miss(heard, { missed, seq, dropped: 0 });
  if (seq !== undefined && (step?.kind === 'duplicate' || step?.kind === 'late')) repeat(heard, step.kind, seq);
  device.tookReading(now, missed + 1);
  heard.readings.push({ payload, seq, missed, isLate: step?.kind === 'late', isAgain: false, takenAt: now });
  return heard;
}

function bootOf(heard: Heard, received: { report: Report; moment: Moment }): Boot {
  const { device } = heard;
  if (device.currentBoot?.number === received.report.boot) return device.currentBoot;
  const { boot, restart } = changeBoot(device, received);
  if (restart !== undefined) tellRestart(heard, restart);
  return boot;
}

/**
 * A device sends from its oldest reading on. What the flow has not confirmed in time and comes before that, it had to drop;
 * or it was answered, and the node has forgotten that, as with a store that writes too late.
 */
function tellDropped(heard: Heard, { number, sequence, unconfirmed }: Boot, { seq, lost }: Report): void {
  const gone: number[] = [];
  for (const [early, { isOverdue }] of unconfirmed ?? []) if (isOverdue && early < seq) gone.push(early);
  for (const early of gone) unconfirmed?.delete(early);
  if (lost === 0) return;
  const isToldByRestart = number < (heard.device.previousBoot?.number ?? 0);
  for (const [from, to] of rangesOf(gone)) {
    sequence.lose(from, to);
    const missed = to - from + 1;
    if (isToldByRestart) heard.device.counts.missed += missed;
    else miss(heard, { missed, seq: to + 1, dropped: lost });
  }
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

function tellRestart({ device, events }: Heard, restart: Restart): void {
  device.counts.restarts++;
  events.push(restart);
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
