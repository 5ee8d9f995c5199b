import { createInflate, type Inflate } from 'node:zlib';

/** One zlib stream that comes in blocks. */
export class Inflater {
  private readonly stream: Inflate = createInflate();
  private inflated: Buffer[] = [];
  private hasFailed = false;
  /** Ends the waiting for a block whose stream has failed or was closed: its callback does not come then. */
  private giveUp: () => void = () => {};

  constructor() {
    this.stream.on('data', (bytes: Buffer) => this.inflated.push(bytes));
    this.stream.on('error', () => this.fail());
    this.stream.on('close', () => this.fail());
  }

  /** What comes out of `block`, which may be nothing yet; undefined when it is no zlib stream. */
  async push(block: Buffer): Promise<Buffer | undefined> {
    if (!this.hasFailed)
      await new Promise<void>((resolve) => {
        this.giveUp = resolve;
        this.stream.write(block, () => resolve());
      });
    return this.hasFailed ? undefined : Buffer.concat(this.inflated.splice(0));
  }

  close(): void {
    this.stream.destroy();
  }

  private fail(): void {
    this.hasFailed = true;
    this.giveUp();
  }
}
