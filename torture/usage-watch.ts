import type { NodeRedLives } from './node-red-lives';

const LOOK_MS = 1000;

/** Sees what Node-RED uses, over all its lives; what it used in the last second before a kill is not seen. */
export class UsageWatch {
  residentBytes = 0;
  mostResidentBytes = 0;
  /** By life. */
  private readonly cpuMsOf = new Map<number, number>();
  private readonly timer = setInterval(() => this.look(), LOOK_MS);

  constructor(private readonly nodeRed: NodeRedLives) {}

  /** CPU time of all lives, ms. */
  get cpuMs(): number {
    return [...this.cpuMsOf.values()].reduce((sum, ms) => sum + ms, 0);
  }

  async look(): Promise<void> {
    const life = this.nodeRed.count;
    const usage = await this.nodeRed.usage();
    if (usage === undefined) return;
    this.residentBytes = usage.residentBytes;
    this.mostResidentBytes = Math.max(this.mostResidentBytes, usage.residentBytes);
    this.cpuMsOf.set(life, usage.cpuMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
