import { EventEmitter, once } from 'node:events';
import { LoopWatch } from './loop-watch';

/** What somebody who has pressed the button waits for, and what else in Node-RED had to wait for it. */
export interface PressTimes {
  /** Until the receiving node gave the first reading of a new boot. */
  firstReadingMs: number;
  /** What the job tells of itself. */
  phaseMs: Record<string, number>;
  longestBlockMs: number;
}

/** A reading, the result of a job, or what a Catch node has caught of one. */
export interface Arrival {
  device?: { boot?: number };
  payload?: unknown;
  error?: { message: string };
}

/** Looks at a press from within the flow: at what comes of it, and when. */
export class PressWatch {
  /** Of the chip, by its last reading: while it is given a new program, the old one may still send. */
  private boot: number | undefined;
  private readonly arrivals = new EventEmitter<{ reading: []; result: [Record<string, number>]; error: [Error] }>();

  /** Rejects when the job fails. */
  async time(press: () => void): Promise<PressTimes> {
    const loop = await LoopWatch.start();
    try {
      const pressedAt = performance.now();
      const reading = once(this.arrivals, 'reading').then(() => performance.now() - pressedAt);
      const result = once(this.arrivals, 'result');
      press();
      const [firstReadingMs, [phaseMs]] = await Promise.all([reading, result]);
      return { firstReadingMs, phaseMs, longestBlockMs: await loop.longestBlockMs() };
    } finally {
      loop.stop();
    }
  }

  take({ device, payload, error }: Arrival): void {
    if (error !== undefined) this.arrivals.emit('error', new Error(error.message));
    else if (device === undefined) this.arrivals.emit('result', Object(payload).phaseMs);
    else if (device.boot !== this.boot) {
      this.boot = device.boot;
      this.arrivals.emit('reading');
    }
  }
}
