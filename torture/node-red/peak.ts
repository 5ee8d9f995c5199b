import type { NodeAPI } from 'node-red';

/** Resident memory of the process in bytes. */
export interface ResidentMemory {
  now: number;
  /** The most that was seen since it was asked for last. */
  peak: number;
}

/** What a flood piles up takes longer to go again than this. */
const LOOK_MS = 25;

/** Watches the resident memory of this process, and has Node-RED's admin port tell it. */
export function registerPeak(RED: NodeAPI): void {
  let peak = 0;
  const look = () => {
    const now = process.memoryUsage.rss();
    peak = Math.max(peak, now);
    return now;
  };
  setInterval(look, LOOK_MS).unref();
  RED.httpAdmin.get('/torture/peak', (_request, response) => {
    const now = look();
    response.json({ now, peak } satisfies ResidentMemory);
    peak = now;
  });
}
