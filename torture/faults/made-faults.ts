import { setTimeout as pause } from 'node:timers/promises';
import type { Room } from '../room';
import type { Fault } from './fault';
import type { Appointment } from './schedule';

/** Makes faults when they are due, and counts them. Of one kind there is never more than one at a time. */
export class MadeFaults {
  /** By kind. */
  readonly counts = new Map<string, number>();
  private readonly underWay = new Map<string, Promise<void>>();
  private failure: unknown;

  constructor(
    private readonly faults: Record<string, Fault>,
    private readonly room: Room,
  ) {}

  /** Resolves when the last one is over. Throws what one of them threw: then it is the room that failed. */
  async keep(appointments: Appointment[]): Promise<void> {
    const startedAt = performance.now();
    for (const appointment of appointments) {
      await pause(startedAt + appointment.atMs - performance.now());
      if (this.failure !== undefined) break;
      const before = this.underWay.get(appointment.name);
      this.underWay.set(appointment.name, this.make(appointment, before));
    }
    await Promise.all(this.underWay.values());
    if (this.failure !== undefined) throw this.failure;
  }

  private async make({ name, ...occasion }: Appointment, before: Promise<void> | undefined): Promise<void> {
    await before;
    try {
      await this.faults[name]?.make(this.room, occasion);
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    } catch (error) {
      this.failure ??= error;
    }
  }
}
