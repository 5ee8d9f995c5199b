import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FlashError } from './flash-error';
import { forkQuietly } from './job/job-process';

/** Where a simulated board is reached, and where it gets images from without the Internet. */
export interface BoardAddress {
  /** `rfc2217://127.0.0.1:…` */
  serialPort: string;
  /** `http://127.0.0.1:…/` */
  images: string;
}

const SIMULATOR = join(__dirname, '../../simulator/main.js');
/** It has to start a process, and to read its flash. */
const START_MS = 15_000;
const FAREWELL_MS = 3000;

/** A whole ESP8266 with nothing plugged in, in a process of its own; its flash is kept in a file, as that of a real one. */
export class SimulatedBoard {
  private child: ChildProcess | undefined;
  private address: Promise<BoardAddress> | undefined;

  constructor(
    private readonly flashFile: string,
    private readonly print: (line: string) => void = () => {},
  ) {}

  /** Powers it on, unless it is; resolves when its port is there. Throws FlashError `port-failed`. */
  start(): Promise<BoardAddress> {
    this.address ??= this.powerOn();
    return this.address;
  }

  /** Powers it on again when it was flashed before: what runs on it goes on after a deploy. */
  resume(): void {
    if (existsSync(this.flashFile)) this.start().catch(() => {}); // the next job says why
  }

  /** Takes its power away; what is in its flash stays. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    this.address = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const hasEnded = new Promise((resolve) => child.once('exit', resolve)); // once disconnected, it tells no `close`
    const timer = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
    if (child.connected) child.disconnect(); // that is its end
    await hasEnded;
    clearTimeout(timer);
  }

  /** Throws it away, with its flash. */
  async discard(): Promise<void> {
    await this.stop();
    await rm(this.flashFile, { force: true });
  }

  private async powerOn(): Promise<BoardAddress> {
    try {
      return await this.fork();
    } catch (error) {
      this.address = undefined;
      throw new FlashError('port-failed', { port: 'simulated', detail: (error as Error).message }, { cause: error });
    }
  }

  /** From the call on there is a process that `stop` can end. */
  private fork(): Promise<BoardAddress> {
    mkdirSync(dirname(this.flashFile), { recursive: true });
    const args = ['--blank', '--serial', '0', '--flash-file', this.flashFile, '--mac', macFor(this.flashFile)];
    const child = forkQuietly(SIMULATOR, this.print, args);
    this.child = child;
    const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
    return new Promise<BoardAddress>((resolve, reject) => {
      child.once('message', (address: BoardAddress) => resolve(address));
      child.once('error', reject);
      child.once('exit', () => {
        if (this.child === child) this.address = undefined;
        reject(new Error('the simulator ended'));
      });
    }).finally(() => clearTimeout(timer));
  }
}

/** Two boards in one flow are two chips; each keeps its MAC (5c:cf:7f is the maker's). */
function macFor(flashFile: string): string {
  const [a, b, c] = createHash('sha256').update(basename(flashFile)).digest('hex').match(/../g) ?? [];
  return `5c:cf:7f:${a}:${b}:${c}`;
}
