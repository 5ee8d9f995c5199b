import type { Report } from '../../protocol/report';
import type { RunningSettings } from '../../protocol/safe-reading';
import type { Device } from './device';

/** Settings that a chip is to get with its answers until a report shows that it has taken them. */
export interface Wish {
  settings: RunningSettings;
  /** The device's own interval when it was wished, ms; 0 when not known. */
  formerIntervalMs: number;
  /** An answer had them since the node started. */
  isSent: boolean;
}

/** Keeps `settings` for `device` in place of those wished before. */
export function wish(device: Device, settings: RunningSettings): void {
  device.wish = { settings, formerIntervalMs: device.intervalMs, isSent: false };
}

/** What the next answer to `device` carries, if anything. */
export function settingsForAnswer({ wish, currentBoot: boot }: Device): RunningSettings | undefined {
  if (wish === undefined) return undefined;
  wish.isSent = true;
  const { interval } = wish.settings;
  if (boot !== undefined) boot.askedIntervalMs = Math.min(interval, boot.askedIntervalMs ?? interval);
  return wish.settings;
}

/** The settings that `report` shows to be taken; they are not kept any longer. */
export function settingsTakenBy(device: Device, report: Report): RunningSettings | undefined {
  const { wish } = device;
  if (!wish?.isSent || !isShown(wish, report, device)) return undefined;
  device.wish = undefined;
  return wish.settings;
}

/** A report of several readings tells their spacing; of single ones the times do, and these waver: nearer to it than to the former. */
function isShown(
  { settings: { interval }, formerIntervalMs }: Wish,
  { every }: Report,
  { intervalMs }: Device,
): boolean {
  if (every > 0) return every === interval;
  if (intervalMs === 0) return false;
  const halfWay = Math.abs(formerIntervalMs - interval) / 2;
  const tolerance = formerIntervalMs === 0 ? interval / 20 : Math.max(halfWay, interval / 100);
  return Math.abs(intervalMs - interval) < tolerance;
}
