import { openSync, readSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 1;
/** The first look only begins: nothing may happen before it. The last block is told by the look after it. */
const SETTLE_MS = 50;
const NS_PER_MS = 1_000_000;

/**
 * Sees for how long this process did nothing but one thing: what blocks Node-RED blocks every flow in it. When it was
 * ready, and others on this machine kept it from its turn, that does not count (where the kernel tells: on Linux).
 */
export class LoopWatch {
  private longestMs = 0;
  private lookedAt = performance.now();
  private waitedMs = waitedForTurnMs();
  private readonly timer = setInterval(() => this.look(), LOOK_MS);

  static async start(): Promise<LoopWatch> {
    const watch = new LoopWatch();
    await pause(SETTLE_MS);
    watch.longestMs = 0;
    return watch;
  }

  /** The longest time so far, in ms, for which nothing else got its turn. */
  async longestBlockMs(): Promise<number> {
    await pause(SETTLE_MS);
    return this.longestMs;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const lookedAt = performance.now();
    const waitedMs = waitedForTurnMs();
    const blockMs = lookedAt - this.lookedAt - (waitedMs - this.waitedMs) - LOOK_MS;
    this.longestMs = Math.max(this.longestMs, blockMs);
    this.lookedAt = lookedAt;
    this.waitedMs = waitedMs;
  }
}

const SCHEDULING = openScheduling();

/** Of the main thread: ns that it ran, ns that it was ready and waited, and how often it ran (Linux, sched-stats.rst). */
function openScheduling(): number | undefined {
  try {
    return openSync('/proc/self/schedstat', 'r');
  } catch {
    return undefined;
  }
}

function waitedForTurnMs(): number {
  if (SCHEDULING === undefined) return 0;
  const text = Buffer.alloc(128);
  const length = readSync(SCHEDULING, text, 0, text.length, 0);
  return Number(text.toString('latin1', 0, length).split(' ')[1]) / NS_PER_MS;
}
