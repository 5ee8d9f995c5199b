import type { CounterMode } from './counter-watch';
import { CounterWatch } from './counter-watch';
import type { Linked } from './recency-line';
import { Sequence } from './sequence';

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

/** How many of the last times between readings are looked at. */
const REMEMBERED_INTERVALS = 3;

/** One device as the tracker knows it: named by its id (reports) or by its IP address (plain frames). */
export class Device implements Linked<Device> {
  /** Which power-up; undefined for a device that sends plain frames, and before the first report. */
  boot: number | undefined;
  /** What this boot said it had to drop. */
  lost = 0;
  isOnline = false;
  lastPayload: unknown;
  /** Time of receipt of the last frame, ms. */
  lastHeardAt = 0;
  /** The numbers of the reports of this boot. */
  readonly sequence = new Sequence();
  /** The numbers in the plain frames, while they look like a count. */
  readonly counter: CounterWatch;
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
    this.counter = new CounterWatch(counterMode);
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
