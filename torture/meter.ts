import type { Latency } from './database/stored-readings';
import type { Room } from './room';

/** What happened between two looks. */
export interface Measured {
  stored: number;
  latency: Latency | undefined;
  residentMegabytes: number;
  /** Of one processor. */
  cpuPercent: number;
  /** Frames and connections that the receiving node turned away. */
  refused: number;
}

const BYTES_PER_MEGABYTE = 1e6;

/** Looks at a room again and again, and says what has changed. */
export class Meter {
  private row = 0;
  private eventCount = 0;
  private at = performance.now();
  private life = 0;
  private cpuMs = 0;

  constructor(private readonly room: Room) {}

  /** What happened since the last call. */
  async look(): Promise<Measured> {
    const { stored, nodeRed } = this.room;
    const { row, life, cpuMs, at } = this;
    const usage = await nodeRed.usage();
    this.at = performance.now();
    this.row = stored.lastRow();
    this.life = nodeRed.count;
    this.cpuMs = usage?.cpuMs ?? 0;
    const spentMs = this.cpuMs - (life === this.life ? cpuMs : 0);
    return {
      stored: this.row - row,
      latency: stored.latencyAfter(row),
      residentMegabytes: (usage?.residentBytes ?? 0) / BYTES_PER_MEGABYTE,
      cpuPercent: (100 * Math.max(0, spentMs)) / (this.at - at),
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
