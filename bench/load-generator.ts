import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job } from './loads';

/** Makes load in a process of its own, so that a server's figures are the server's only. */
export class LoadGenerator {
  private readonly child: ChildProcess = fork(join(__dirname, 'load-process.js'));

  /** Resolves when the packets of `job` have been sent. */
  async run(job: Job): Promise<void> {
    const answer = new AbortController();
    const { signal } = answer;
    this.child.send(job);
    try {
      await Promise.race([once(this.child, 'message', { signal }), this.ended(signal)]);
    } finally {
      answer.abort(); // takes the listeners off again
    }
  }

  /** Ends it, and every connection that it still has. */
  stop(): void {
    this.child.kill();
  }

  private async ended(signal: AbortSignal): Promise<never> {
    const [code] = await once(this.child, 'exit', { signal });
    throw new Error(`the load generator ended with code ${code}`);
  }
}
