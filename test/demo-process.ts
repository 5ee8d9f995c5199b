import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

const PATIENCE_MS = 30_000;
const START = resolve(__dirname, '../demo/start.js');

/** The built `npm start` in a process group of its own, as a terminal runs it, with its own temporary directory. */
export class DemoProcess {
  readonly lines: string[] = [];
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  private readonly arrivals = new EventEmitter();

  private constructor(
    private readonly child: ChildProcess,
    /** Empty when nothing is left behind. */
    readonly temporaryDirectory: string,
  ) {
    this.ended = once(child, 'close').then(([code, signal]) => code ?? signal);
    this.ended.then(() => this.arrivals.emit('arrival'));
    for (const input of [child.stdout, child.stderr]) {
      if (input !== null) createInterface({ input }).on('line', (line) => this.read(line));
    }
  }

  /** `temporaryDirectory` is made unless it is named. Everything goes with the test. */
  static async start(t: TestContext, temporaryDirectory?: string): Promise<DemoProcess> {
    const directory = temporaryDirectory ?? (await mkdtemp(join(tmpdir(), 'demo-test-')));
    const env = { ...process.env, TMPDIR: directory };
    const child = spawn(process.execPath, [START], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const demo = new DemoProcess(child, directory);
    t.after(async () => {
      if (demo.isGroupAlive) demo.kill('SIGKILL', 'group');
      await demo.ended;
      await rm(directory, { recursive: true, force: true });
    });
    return demo;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** True while it or anything that it started runs. */
  get isGroupAlive(): boolean {
    try {
      return process.kill(-this.pid, 0);
    } catch {
      return false;
    }
  }

  /** A terminal's Ctrl-C goes to the whole group, a service manager's signal to the one process. */
  kill(signal: NodeJS.Signals, whom: 'group' | 'process'): void {
    process.kill(whom === 'group' ? -this.pid : this.pid, signal);
  }

  /** The first line that matches, or its first group. Throws when it ends without one, or after 30 s. */
  async line(pattern: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const match = this.lines.map((line) => pattern.exec(line)).find((found) => found !== null);
      if (match) return match[1] ?? match[0];
      if (this.child.exitCode !== null || signal.aborted) {
        throw new Error(`no line ${pattern} in:\n${this.lines.join('\n')}`);
      }
      await once(this.arrivals, 'arrival', { signal }).catch(() => {});
    }
  }

  private read(line: string): void {
    this.lines.push(line);
    this.arrivals.emit('arrival');
  }
}
