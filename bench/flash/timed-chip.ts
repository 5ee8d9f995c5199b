import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A blank simulated chip, as a serial port on which every byte takes the time that it takes on a real wire. */
export class TimedChip {
  private constructor(
    private readonly child: ChildProcess,
    /** `rfc2217://127.0.0.1:40001` */
    readonly url: string,
  ) {}

  static async start(): Promise<TimedChip> {
    const child = fork(join(__dirname, 'chip-process.js'));
    const [url] = await once(child, 'message');
    return new TimedChip(child, url as string);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
