import { asFlashError, FlashError } from './flash-error';
import type { FlashRequest } from './flash-request';
import type { JobView } from './job/job-view';
import { Pace } from './job/pace';
import type { Progress } from './job/progress';
import { type JobHost, type JobResult, SupervisedJob } from './job/supervised-job';
import { printableValues } from './log';
import {
  JobError,
  listMessage,
  type ProgressMessage,
  progressMessage,
  type ResultMessage,
  resultMessage,
} from './message';
import { shown } from './request/given';
import { isPlainObject } from './request/inputs';
import { endStatus, failureStatus, progressStatus, type Status } from './status';
import { brokenOffText, type Text } from './texts';
import { NO_JOB, viewOf } from './view';

/** What the node needs of its surroundings; the wiring gives it Node-RED's. */
export interface Host extends JobHost {
  /** The request that a message and the settings make. Throws FlashError `bad-request`. */
  parse(message: object): FlashRequest;
  showStatus(status: Status): void;
  /** Tells a person, and lets a Catch node see it: no message waits for this job. */
  reportError(error: JobError): void;
  /** Tells a person, past the flow: its nodes may be gone. */
  warn(words: string): void;
  text: Text;
}

/** What a message may ask for; without an action it asks for the request that is set. */
export type Incoming = object & { action?: unknown; esp8266?: unknown };

/** Sends to the two outputs. */
export type Send = (messages: [ResultMessage | null, ProgressMessage | null]) => void;

const PROGRESS_MS = 250;

const ACTIONS: Record<string, (node: FlashNode, message: Incoming, send: Send) => Promise<void> | void> = {
  cancel: (node) => node.cancel(),
  identify: (node, { action: _, ...message }, send) =>
    node.flash({ ...message, esp8266: identifying(message.esp8266) }, send),
  list: (node, message, send) => node.list(message, send),
};

/** One flashing node: takes messages, has at most one job at a time, and shows how it stands. */
export class FlashNode {
  /** The one that runs, or the last one, and how that ended. */
  private job: SupervisedJob | undefined;
  private result: JobResult | undefined;
  private isClosed = false;

  constructor(private readonly host: Host) {}

  /** Does what a message asks. Throws JobError. */
  async input(message: Incoming, send: Send): Promise<void> {
    const { action } = message;
    if (action === undefined) return this.flash(message, send);
    const act = typeof action === 'string' && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (act === undefined) throw this.refused(badAction(action));
    await act(this, message, send);
  }

  /** Runs a job from its first phase to its last, and sends its result. Throws JobError. */
  flash(message: Incoming, send: Send): Promise<void> {
    return this.finish(this.begin(message, send), message, send);
  }

  /** Starts the job that is set, for a person who pressed the button. Throws JobError when it cannot begin. */
  start(send: Send): void {
    this.finish(this.begin({}, send), {}, send).catch((error: JobError) => this.host.reportError(error));
  }

  /** Sends the serial ports of this machine. */
  async list(message: object, send: Send): Promise<void> {
    try {
      const payload = await this.host.listPorts();
      if (!this.isClosed) send([listMessage(message, payload), null]);
    } catch (error) {
      throw this.refused(asFlashError(error));
    }
  }

  cancel(): void {
    this.job?.cancel();
  }

  get isRunning(): boolean {
    return this.job !== undefined && this.result === undefined;
  }

  /** How it stands, for the form. */
  view(): JobView {
    return this.job === undefined ? NO_JOB : viewOf(this.job, this.result, this.host);
  }

  /** Ends what runs; from the call on nothing goes into the flow any more. A simulated board goes with a node that is `removed`. */
  async close(isRemoved: boolean): Promise<void> {
    const broken = this.isRunning ? this.job : undefined;
    this.isClosed = true;
    this.cancel();
    await this.job?.ended;
    if (broken !== undefined) this.tellBrokenOff(broken);
    await (isRemoved ? this.host.board.discard() : this.host.board.stop());
  }

  private async finish(job: SupervisedJob, message: Incoming, send: Send): Promise<void> {
    const result = await job.ended;
    if (this.isClosed) return;
    if ('failure' in result) throw new JobError(result.failure, this.host.text);
    send([resultMessage(message, job, result), null]);
  }

  private begin(message: Incoming, send: Send): SupervisedJob {
    if (this.isClosed) throw this.refused(new FlashError('cancelled'));
    if (this.isRunning) throw this.refused(this.busy());
    const request = this.parse(message);
    const pace = new Pace<Progress>(PROGRESS_MS, (progress) => this.show(progress, request, send));
    const job = new SupervisedJob(request, this.host, (progress) => pace.offer(progress));
    this.job = job;
    this.result = undefined;
    void job.ended.then((result) => {
      pace.end();
      this.end(result);
    });
    return job;
  }

  private parse(message: Incoming): FlashRequest {
    try {
      return this.host.parse(message);
    } catch (error) {
      const refusal = asFlashError(error);
      this.host.showStatus(failureStatus(refusal.code, this.host.text));
      throw this.refused(refusal);
    }
  }

  private show(progress: Progress, request: FlashRequest, send: Send): void {
    if (this.isClosed) return;
    this.host.showStatus(progressStatus(progress, this.host.text));
    send([null, progressMessage(progress, request, this.host.text)]);
  }

  private end(result: JobResult): void {
    this.result = result;
    if (!this.isClosed) this.host.showStatus(endStatus(result, this.host.text));
  }

  private tellBrokenOff({ progress }: SupervisedJob): void {
    if (this.result === undefined || 'outcome' in this.result) return;
    const { phase = progress.phase, state } = this.result.failure;
    this.host.warn(brokenOffText(phase, state, this.host.text));
  }

  private busy(): FlashError {
    return new FlashError('busy', { port: this.job?.request.port ?? '', holder: this.host.nodeName });
  }

  /** For what never became a job: the chip is as it was. */
  private refused({ code, values }: FlashError): JobError {
    const safe = printableValues(values);
    return new JobError({ code, values: safe, state: 'untouched', phaseMs: {} }, this.host.text);
  }
}

/** What is no object is left as it is: it is refused where all that is wrong is. */
function identifying(esp8266: unknown): unknown {
  const asked = esp8266 ?? {};
  return isPlainObject(asked) ? { ...asked, request: 'identify' } : asked;
}

function badAction(action: unknown): FlashError {
  const expected = Object.keys(ACTIONS).join(', ');
  const problem = `msg.action must be one of ${expected}, or absent; got ${shown(action)}`;
  return new FlashError('bad-request', { problem });
}
