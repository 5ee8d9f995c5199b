import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FlashErrorCode } from '../flash-error';
import type { FlashRequest } from '../flash-request';
import { PhaseTimes } from './phase-times';
import { stateAt } from './plan';
import type { Progress } from './progress';
import type { Failure, FromWorker, JobEnd, ToWorker } from './worker-messages';

/** What a job tells while it runs. */
export interface JobEvents {
  progress(progress: Progress): void;
  log(line: string): void;
  /** The program runs on the chip with this MAC. */
  started(mac: string): void;
  /** A line of the running program. */
  console(line: string): void;
}

export interface JobProcessOptions {
  imagesUrl?: string | undefined;
  /** The program of the process, and how long it may say nothing. */
  worker?: string;
  silenceMs?: number;
}

/** What runs in the process of a job. */
export const WORKER = join(__dirname, 'flash-worker.js');
/** The worker speaks each second; longer than this it is silent only when it hangs. */
const SILENCE_MS = 15_000;
/** How long it may take to end once it has been told to, or has said its last word. */
const FAREWELL_MS = 3000;

/** A job in a process of its own: no fault in it reaches Node-RED, and it can be ended whatever it does. */
export class JobProcess {
  /** Resolves when the process is gone and the port is free; never rejects. */
  readonly ended: Promise<JobEnd>;
  private readonly child: ChildProcess;
  private readonly times = new PhaseTimes();
  private readonly silence: NodeJS.Timeout;
  private farewell: NodeJS.Timeout | undefined;
  /** How it ends, once that is clear. */
  private end: JobEnd | undefined;
  private isCancelled = false;

  constructor(
    private readonly request: FlashRequest,
    private readonly events: JobEvents,
    { imagesUrl, worker = WORKER, silenceMs = SILENCE_MS }: JobProcessOptions = {},
  ) {
    this.child = forkQuietly(worker, (line) => events.log(line));
    this.silence = setTimeout(() => this.hang(), silenceMs);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.events.log(`worker: ${error.message}`);
        if (this.child.pid === undefined) resolve(this.closed('no start')); // nothing closes that never was
      });
      this.child.once('close', (code, signal) => resolve(this.closed(signal ?? `code ${code}`)));
    });
    this.child.on('message', (message: FromWorker) => this.take(message));
    this.tell({ kind: 'start', request, ...(imagesUrl === undefined ? {} : { imagesUrl }) });
  }

  /** Ends it in whatever it does; `ended` tells when. */
  cancel(): void {
    if (this.isCancelled || this.end !== undefined) return;
    this.isCancelled = true;
    this.tell({ kind: 'cancel' });
    this.expectFarewell();
  }

  /** The wait for the first reading is over. */
  finish(): void {
    this.tell({ kind: 'finish' });
  }

  private take(message: FromWorker): void {
    this.silence.refresh();
    if (message.kind === 'progress') this.progress(message.progress);
    else if (message.kind === 'log') this.events.log(message.line);
    else if (message.kind === 'started') this.events.started(message.mac);
    else if (message.kind === 'console') this.events.console(message.line);
    else if (message.kind === 'done') this.settle({ outcome: message.outcome });
    else if (message.kind === 'failed') this.settle({ failure: message.failure });
    else if (message.kind === 'broken') this.settle(this.failed(message.code, message.values));
  }

  private progress(progress: Progress): void {
    this.times.enter(progress.phase);
    this.events.progress(progress);
  }

  private settle(end: JobEnd): void {
    this.end ??= end;
    this.expectFarewell();
  }

  private hang(): void {
    this.end ??= this.failed('worker-hung');
    this.child.kill('SIGKILL');
  }

  private expectFarewell(): void {
    this.farewell ??= setTimeout(() => this.child.kill('SIGKILL'), FAREWELL_MS);
  }

  private closed(how: string): JobEnd {
    clearTimeout(this.silence);
    clearTimeout(this.farewell);
    this.times.end();
    if (this.end !== undefined) return this.end;
    this.events.log(`the worker ended with ${how}`);
    return this.failed(this.isCancelled ? 'cancelled' : 'worker-died');
  }

  /** A worker that cannot say any more how it ended has been seen last in a phase. */
  private failed(code: FlashErrorCode, values: Failure['values'] = {}): JobEnd {
    const { phase, ms: phaseMs } = this.times;
    const state = stateAt({ phase, request: this.request.request, code });
    return { failure: { code, values, ...(phase === undefined ? {} : { phase }), state, phaseMs } };
  }

  private tell(message: ToWorker): void {
    if (this.child.connected) this.child.send(message, () => {}); // a worker that is gone is told by `close`
  }
}

/** What it prints is for whoever helps. Options of our own process, such as a debugger's port, are not for it. */
export function forkQuietly(file: string, print: (line: string) => void, args: string[] = []): ChildProcess {
  const child = fork(file, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  for (const input of [child.stdout, child.stderr]) {
    if (input !== null) createInterface({ input }).on('line', print);
  }
  return child;
}
