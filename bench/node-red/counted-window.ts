/** What a process spent on a number of packets. */
export interface Spent {
  cpuMicroseconds: number;
  elapsedMicroseconds: number;
}

/** Counts packets, and reads clock and CPU time when the first and the last of a window of them have been counted. */
export class CountedWindow {
  /** What the window took; pending until its last packet. */
  closed: Promise<Spent> = new Promise(() => {});
  private count = 0;
  private first = Number.POSITIVE_INFINITY;
  private last = Number.POSITIVE_INFINITY;
  private cpu = process.cpuUsage();
  private startedAt = process.hrtime.bigint();
  private close: (spent: Spent) => void = () => {};

  /** Begins to count anew; the window is `packets` wide and starts after `skip`, which are thrown away as warm-up. */
  open(skip: number, packets: number): void {
    this.count = 0;
    this.first = skip;
    this.last = skip + packets;
    this.closed = new Promise((resolve) => {
      this.close = resolve;
    });
  }

  add(): void {
    this.count++;
    if (this.count === this.first) this.start();
    else if (this.count === this.last) this.close(this.spent());
  }

  private start(): void {
    this.cpu = process.cpuUsage();
    this.startedAt = process.hrtime.bigint();
  }

  private spent(): Spent {
    const { user, system } = process.cpuUsage(this.cpu);
    return {
      cpuMicroseconds: user + system,
      elapsedMicroseconds: Number(process.hrtime.bigint() - this.startedAt) / 1000,
    };
  }
}
