import type { Report } from '../../protocol/report';
import type { Device } from './device';

/** Something that became known about a device; counts and numbers are of readings. */
export type DeviceEvent =
  | { event: 'online' }
  | { event: 'offline'; silentMs: number }
  | { event: 'restart'; boot?: number; previousBoot?: number; last?: number }
  /** `lost` of the `missed` readings were dropped by the chip itself, because its queue was full. */
  | { event: 'gap'; missed: number; from: number; to: number; lost?: number }
  | { event: 'duplicate' | 'late'; count: number; from: number; to: number };

/** A reading that goes into the flow. */
export interface TrackedReading {
  payload: unknown;
  /** Its number; undefined when a plain payload is not read as a counter. */
  seq: number | undefined;
  /** Readings known lost just before this one. */
  missed: number;
  /** It fills a gap that was told before. */
  isLate: boolean;
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
  beginBoot(heard, report);
  const dropped = report.lost - device.lost;
  for (const [index, payload] of payloads.entries()) {
    const takenAt = now - report.age + index * report.every;
    hearNumber(heard, { payload, seq: report.seq + index, takenAt, dropped });
  }
  device.lost = report.lost;
  return heard;
}

/** Files a plain frame received at `now` (ms). It always comes back: it may be a thermometer that says 21, 21, 21. */
export function hearPlain(device: Device, payload: unknown, now: number): Heard {
  const heard: Heard = { device, events: [], readings: [] };
  const { step, last } = device.counter.observe(payload);
  const seq = step === undefined ? undefined : (payload as number);
  const missed = step?.kind === 'fresh' ? step.missed : 0;
  if (step?.kind === 'restart') restart(heard, { last });
  if (seq !== undefined && missed > 0) miss(heard, { missed, seq, dropped: 0 });
  if (seq !== undefined && (step?.kind === 'duplicate' || step?.kind === 'late')) repeat(heard, step.kind, seq);
  device.tookReading(now, missed + 1);
  heard.readings.push({ payload, seq, missed, isLate: step?.kind === 'late', takenAt: now });
  return heard;
}

/** A new boot number starts a new count. Of a known device's new boot every number is expected, from 0. */
function beginBoot(heard: Heard, report: Report): void {
  const { device } = heard;
  if (device.boot === report.boot) return;
  const isNewer = device.boot !== undefined && report.boot > device.boot;
  if (device.boot !== undefined) {
    restart(heard, { boot: report.boot, previousBoot: device.boot, last: device.sequence.last });
  }
  // A device met for the first time may have been heard elsewhere before, unless all that it took was dropped.
  const isAllKnown = isNewer || report.lost === report.seq;
  device.sequence.restart(isAllKnown ? -1 : undefined);
  device.boot = report.boot;
  device.lost = 0;
}

function hearNumber(
  heard: Heard,
  { payload, seq, takenAt, dropped }: { payload: unknown; seq: number; takenAt: number; dropped: number },
): void {
  const { device, readings } = heard;
  const step = device.sequence.take(seq);
  if (step.kind !== 'fresh') repeat(heard, step.kind, seq);
  if (step.kind === 'duplicate') return;
  const missed = step.kind === 'fresh' ? step.missed : 0;
  if (missed > 0) miss(heard, { missed, seq, dropped });
  if (step.kind === 'fresh') device.tookReading(takenAt, missed + 1);
  readings.push({ payload, seq, missed, isLate: step.kind === 'late', takenAt });
}

function restart(heard: Heard, told: { boot?: number; previousBoot?: number; last: number | undefined }): void {
  const { last, ...boots } = told;
  heard.device.counts.restarts++;
  heard.events.push({ event: 'restart', ...boots, ...(last === undefined || last < 0 ? {} : { last }) });
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
