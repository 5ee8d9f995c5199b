import type { Latency } from './database/stored-readings';
import type { Room } from './room';

/** What happened between two looks. */
export interface Measured {
  stored: number;
  latency: Latency | undefined;
  /** Of one processor. */
  cpuPercent: number;
  /** Frames and connections that the receiving node turned away. */
  refused: number;
}

/** Looks at a room again and again, and says what has changed. */
export class Meter {
  private row = 0;
  private eventCount = 0;
  private cpuMs = 0;
  private at = performance.now();

  constructor(private readonly room: Room) {}

  /** What happened since the last call, or since this was made. */
  look(): Measured {
    const { stored, usage } = this.room;
    const { row, cpuMs, at } = this;
    this.row = stored.lastRow();
    this.cpuMs = usage.cpuMs;
    this.at = performance.now();
    return {
      stored: this.row - row,
      latency: stored.latencyAfter(row),
      cpuPercent: (100 * (this.cpuMs - cpuMs)) / (this.at - at),
      refused: this.refusedSinceLastLook(),
    };
  }

  private refusedSinceLastLook(): number {
    const events = this.room.nodeRed.told.slice(this.eventCount);
    this.eventCount += events.length;
    const refusals = events.filter(({ topic }) => topic === 'refused');
    return refusals.reduce((sum, { payload }) => sum + Number(payload.count), 0);
  }
}
