import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const SIMULATOR = join(__dirname, '../../simulator/main.js');
const START_MS = 20_000;

/**
 * A blank simulated chip in a process of its own, on whose serial port every byte takes the time that it takes on a real
 * wire. It ends with this process.
 */
export class TimedChip {
  private constructor(
    private readonly child: ChildProcess,
    /** `rfc2217://127.0.0.1:40001` */
    readonly url: string,
    /** Where there are images for it, such as `http://127.0.0.1:40002/`. */
    readonly images: string,
  ) {}

  /** Rejects when the simulator does not start. */
  static async start(): Promise<TimedChip> {
    const child = fork(SIMULATOR, ['--blank', '--serial', '0', '--real-time'], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    try {
      const [{ serialPort, images }] = await once(child, 'message', { signal: AbortSignal.timeout(START_MS) });
      return new TimedChip(child, serialPort, images);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
