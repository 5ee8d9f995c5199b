import type { Report } from '../../protocol/report';
import type { RunningSettings } from '../../protocol/safe-reading';
import type { Device } from './device';

interface Wish {
  settings: RunningSettings;
  /** The device's own interval when it was wished, ms; 0 when not known. */
  formerIntervalMs: number;
  isSent: boolean;
}

/** Chips that may have one at a time. */
const MAX_WISHES = 1000;

/** Settings that chips are to get with their answers, one of each, kept until a report shows that it was taken. */
export class Wishes {
  private readonly wishes = new Map<string, Wish>();

  /** Keeps `settings` for the device `id` in place of those wished before; false when too many are kept already. */
  add(id: string, settings: RunningSettings, formerIntervalMs: number): boolean {
    if (!this.wishes.has(id) && this.wishes.size >= MAX_WISHES) return false;
    this.wishes.set(id, { settings, formerIntervalMs, isSent: false });
    return true;
  }

  /** What the next answer to the device `id` carries, if anything. */
  forAnswer(id: string): RunningSettings | undefined {
    if (this.wishes.size === 0) return undefined;
    const wish = this.wishes.get(id);
    if (wish !== undefined) wish.isSent = true;
    return wish?.settings;
  }

  /** The settings that `report` shows to be taken; they are not kept any longer. */
  takenBy(device: Device, report: Report): RunningSettings | undefined {
    if (this.wishes.size === 0) return undefined;
    const wish = this.wishes.get(device.id);
    if (!wish?.isSent || !isShown(wish, report, device)) return undefined;
    this.wishes.delete(device.id);
    return wish.settings;
  }
}

/** A report of several readings tells their spacing; of single ones the times do, and these waver: nearer than before is it. */
function isShown(
  { settings: { interval }, formerIntervalMs }: Wish,
  { every }: Report,
  { intervalMs }: Device,
): boolean {
  if (every > 0) return every === interval;
  const tolerance = Math.max(Math.abs(formerIntervalMs - interval) / 2, interval / 20);
  return Math.abs(intervalMs - interval) < tolerance;
}
