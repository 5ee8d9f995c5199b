/**
 * Lets through at most one value in `intervalMs`: the first at once, then always the latest; what is passed over has been
 * overtaken. So the last one always comes.
 */
export class Pace<Value> {
  private waiting: Value | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly intervalMs: number,
    private readonly show: (value: Value) => void,
  ) {}

  offer(value: Value): void {
    this.waiting = value;
    if (this.timer === undefined) this.pass();
  }

  /** Lets the one that waits through now: nothing follows that it could be too close to. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting !== undefined) this.show(this.waiting);
    this.waiting = undefined;
  }

  private pass(): void {
    const { waiting } = this;
    this.timer = undefined;
    if (waiting === undefined) return;
    this.waiting = undefined;
    this.timer = setTimeout(() => this.pass(), this.intervalMs);
    this.show(waiting);
  }
}
