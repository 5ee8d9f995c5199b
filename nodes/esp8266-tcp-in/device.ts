import { type Boot, forgetUnconfirmed } from './boot';
import { type CounterMode, CounterWatch } from './counter-watch';
import type { Linked } from './recency-line';
import type { Wish } from './wishes';

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
/** The longest of them may be so much longer than the shortest where readings come in a beat. */
const STEADINESS = 1.25;

/** One device as the tracker knows it: named by its id (reports) or by its IP address (plain frames). */
export class Device implements Linked<Device> {
  /** The power-up heard last; undefined for a device that sends plain frames, and before the first report. */
  currentBoot: Boot | undefined;
  /** The one heard before it, for a late report, or a second chip with the same id, may come back to it. */
  previousBoot: Boot | undefined;
  /** What it is to be set to, while it has not taken that. */
  wish: Wish | undefined;
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
  /** How many of them are of the current power-up. */
  private ownIntervals = 0;

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

  /** How many of its readings the flow has still to confirm. */
  get unconfirmedCount(): number {
    return (this.currentBoot?.unconfirmed?.size ?? 0) + (this.previousBoot?.unconfirmed?.size ?? 0);
  }

  /** Of what the flow has still to confirm it is as if it had never come. */
  forgetUnconfirmed(): void {
    for (const boot of [this.currentBoot, this.previousBoot]) if (boot !== undefined) forgetUnconfirmed(boot);
  }

  /** One of the two power-ups remembered. */
  bootOf(number: number): Boot | undefined {
    return [this.currentBoot, this.previousBoot].find((boot) => boot?.number === number);
  }

  /** Files that a reading was taken at `takenAt` (ms), `steps` numbers after the one before. */
  tookReading(takenAt: number, steps: number): void {
    if (this.lastTakenAt !== undefined && takenAt > this.lastTakenAt) {
      this.intervals.push((takenAt - this.lastTakenAt) / steps);
      this.ownIntervals++;
      if (this.intervals.length > REMEMBERED_INTERVALS) this.intervals.shift();
    }
    this.lastTakenAt = takenAt;
  }

  /** Goes on in the power-up `current`; the time to its next reading is not one between two readings. */
  changeBoot(current: Boot, previous: Boot | undefined): void {
    this.currentBoot = current;
    this.previousBoot = previous;
    this.lastTakenAt = undefined;
    this.ownIntervals = 0;
  }

  /** The shortest time between two of its last readings in ms, if they came in a beat; else nobody knows when more come. */
  get steadyIntervalMs(): number | undefined {
    const [shortest, longest] = [Math.min(...this.intervals), Math.max(...this.intervals)];
    return this.ownIntervals >= REMEMBERED_INTERVALS && longest < shortest * STEADINESS ? shortest : undefined;
  }

  /** Time between two readings in ms, the median of the last three: one outage does not move it. 0 when not known yet. */
  get intervalMs(): number {
    const sorted = [...this.intervals].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  }
}
