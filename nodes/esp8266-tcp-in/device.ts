import type { UnconfirmedReading } from './confirmations';
import { type CounterMode, CounterWatch } from './counter-watch';
import type { Linked } from './recency-line';
import type { Sequence } from './sequence';

/** Where a frame came from: the client's address, IPv4 in its plain form, and its port. */
export interface Peer {
  ip: string;
  port: number;
}

/** Totals of one device since the node started or was reset. */
export interface DeviceCounts {
  readings: number;
  missed: number;
  late: number;
  duplicates: number;
  restarts: number;
}

/** One power-up of a device that sends reports: the numbers of its readings, and what it said it had to drop. */
export interface Boot {
  number: number;
  sequence: Sequence;
  lost: number;
  /** By number, what the flow has still to confirm, if it has to. */
  unconfirmed?: Map<number, UnconfirmedReading>;
}

/** How many of the last times between readings are looked at. */
const REMEMBERED_INTERVALS = 3;

/** One device as the tracker knows it: named by its id (reports) or by its IP address (plain frames). */
export class Device implements Linked<Device> {
  /** The power-up heard last; undefined for a device that sends plain frames, and before the first report. */
  currentBoot: Boot | undefined;
  /** The one heard before it, for a late report, or a second chip with the same id, may come back to it. */
  previousBoot: Boot | undefined;
  isOnline = false;
  lastPayload: unknown;
  /** Time of receipt of the last frame, ms. */
  lastHeardAt = 0;
  /** The numbers in the plain frames, while they look like a count. */
  readonly counterWatch: CounterWatch;
  readonly counts: DeviceCounts = { readings: 0, missed: 0, late: 0, duplicates: 0, restarts: 0 };
  older: Device | undefined;
  newer: Device | undefined;
  private lastTakenAt: number | undefined;
  private readonly intervals: number[] = [];

  constructor(
    readonly id: string,
    public peer: Peer,
    counterMode: CounterMode,
  ) {
    this.counterWatch = new CounterWatch(counterMode);
  }

  /** Which power-up it is. */
  get boot(): number | undefined {
    return this.currentBoot?.number;
  }

  /** One of the two power-ups remembered. */
  bootOf(number: number): Boot | undefined {
    return [this.currentBoot, this.previousBoot].find((boot) => boot?.number === number);
  }

  /** Files that a reading was taken at `takenAt` (ms), `steps` numbers after the one before. */
  tookReading(takenAt: number, steps: number): void {
    if (this.lastTakenAt !== undefined && takenAt > this.lastTakenAt) {
      this.intervals.push((takenAt - this.lastTakenAt) / steps);
      if (this.intervals.length > REMEMBERED_INTERVALS) this.intervals.shift();
    }
    this.lastTakenAt = takenAt;
  }

  /** Time between two readings in ms, the median of the last three: one outage does not move it. 0 when not known yet. */
  get intervalMs(): number {
    const sorted = [...this.intervals].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  }
}
