import type { Progress } from './progress';
import type { FromWorker } from './worker-messages';

/** A chip prints as fast as its line goes, a server sends its bytes one by one: so much of it is for a person. */
const LINES_A_SECOND = 100;
const LONGEST_LINE = 1000;
const PROGRESS_MS = 50;
const SECOND_MS = 1000;

/** What a job tells, no faster than Node-RED can take it: what is not taken would wait in memory without end. */
export class Outbox {
  private secondEnds = 0;
  private lines = 0;
  private leftOut = 0;
  private phase: Progress['phase'] | undefined;
  private toldAt = 0;

  constructor(
    private readonly tell: (message: FromWorker) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A line of the job, or of the chip's `console`. How many were left out is told with the next one. */
  line(kind: 'log' | 'console', line: string): void {
    const now = this.now();
    if (now >= this.secondEnds) this.beginSecond(now);
    this.lines += 1;
    if (this.lines > LINES_A_SECOND) this.leftOut += 1;
    else this.tell({ kind, line: line.slice(0, LONGEST_LINE) });
  }

  /** Each phase, each instruction and each end is told; of the steps between, some. */
  progress(progress: Progress): void {
    const { phase, instruction, percent } = progress;
    const now = this.now();
    const isStep = phase === this.phase && instruction === undefined && percent !== 100;
    if (isStep && now - this.toldAt < PROGRESS_MS) return;
    this.phase = phase;
    this.toldAt = now;
    this.tell({ kind: 'progress', progress });
  }

  private beginSecond(now: number): void {
    if (this.leftOut > 0) this.tell({ kind: 'log', line: `(${this.leftOut} lines left out)` });
    this.secondEnds = now + SECOND_MS;
    this.lines = 0;
    this.leftOut = 0;
  }
}
