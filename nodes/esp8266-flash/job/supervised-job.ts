import { type Advice, type FirstReading, FirstReadingWatch, type Surroundings } from '../first-reading';
import { asFlashError, FlashError } from '../flash-error';
import type { FlashRequest } from '../flash-request';
import { isOnUsb } from '../link/linux-ports';
import { JobLog } from '../log';
import type { PortsInUse } from '../ports-in-use';
import type { SimulatedBoard } from '../simulated-board';
import { type JobEvents, JobProcess } from './job-process';
import { PhaseTimes } from './phase-times';
import type { Progress } from './progress';
import type { Failure, JobEnd, ListedPort, Outcome } from './worker-messages';

/** What a job needs of this Node-RED. */
export interface JobHost {
  /** Of the node, for others that want the same port. */
  nodeName: string;
  ports: PortsInUse;
  board: SimulatedBoard;
  surroundings: Surroundings;
  listPorts(): Promise<ListedPort[]>;
}

/** How a job ended, with what became of its first reading. */
export type JobResult = ({ outcome: Outcome } & FirstReading) | { failure: Failure };

const SIMULATED = 'simulated';
const FULL_FLASH_BYTES = 4 * 1024 * 1024;

/** A job as Node-RED sees it: it has the port, its process, the wait for its first reading, and its log. */
export class SupervisedJob {
  /** Resolves when the job has ended and its port is free; never rejects. */
  readonly ended: Promise<JobResult>;
  readonly log: JobLog;
  readonly times = new PhaseTimes();
  progress: Progress = { phase: 'connect' };
  private process: JobProcess | undefined;
  private isCancelled = false;

  constructor(
    readonly request: FlashRequest,
    private readonly host: JobHost,
    private readonly tell: (progress: Progress) => void,
  ) {
    this.log = new JobLog([request.settings.wifi?.password ?? '', request.settings.key ?? '']);
    this.enter(this.progress);
    this.ended = this.run().finally(() => this.times.end());
  }

  /** Ends it in whatever phase it is; `ended` tells when. */
  cancel(): void {
    this.isCancelled = true;
    this.process?.cancel();
  }

  private async run(): Promise<JobResult> {
    let letGo = () => {};
    try {
      const { port, imagesUrl } = await this.findPort();
      letGo = await this.host.ports.take(port, this.host.nodeName);
      if (this.isCancelled) throw new FlashError('cancelled');
      return await this.supervise({ ...this.request, port }, imagesUrl);
    } catch (error) {
      const { code, values } = asFlashError(error);
      return { failure: { code, values: this.safe(values), state: 'untouched', phaseMs: {} } };
    } finally {
      letGo();
    }
  }

  private async findPort(): Promise<{ port: string; imagesUrl?: string }> {
    const { port } = this.request;
    if (port === SIMULATED) {
      const { serialPort, images } = await this.host.board.start();
      return { port: serialPort, imagesUrl: images };
    }
    return { port: port === '' ? await this.onlyPort() : port };
  }

  /** Of the boards that are plugged in; what is at a built-in port nobody knows, so that must be named. */
  private async onlyPort(): Promise<string> {
    const all = await this.host.listPorts();
    const [only, ...others] = all.filter(isOnUsb);
    if (only === undefined || others.length > 0)
      throw new FlashError('no-port', { ports: all.map(({ path }) => path).join(', ') || 'none' });
    return only.stablePath ?? only.path;
  }

  private async supervise(request: FlashRequest, imagesUrl: string | undefined): Promise<JobResult> {
    const watch = new FirstReadingWatch(request, this.host.surroundings, this.request.port === SIMULATED);
    try {
      const process = new JobProcess(request, this.eventsFor(watch), { imagesUrl });
      this.process = process;
      let reading: FirstReading = {};
      void watch.over.then((end) => {
        reading = end;
        if (end.heard !== undefined && end.advice === undefined) this.enter({ phase: 'first-reading', percent: 100 });
        process.finish();
      });
      return this.result(await process.ended, reading);
    } finally {
      watch.close();
    }
  }

  private eventsFor(watch: FirstReadingWatch): JobEvents {
    return {
      progress: (progress) => {
        watch.enter(progress.phase);
        this.enter(progress);
      },
      log: (line) => this.log.add(line),
      started: (mac) => watch.started(mac, () => this.enter({ phase: 'first-reading', instruction: 'join-wifi' })),
      console: (line) => {
        this.log.add(`chip: ${line}`);
        watch.console(line);
      },
    };
  }

  private result(end: JobEnd, reading: FirstReading): JobResult {
    if ('failure' in end) return { failure: { ...end.failure, values: this.safe(end.failure.values) } };
    const { outcome } = end;
    const advice = reading.advice ?? this.adviceOnChip(outcome);
    const chip = this.safe(outcome.chip);
    const fault = this.safe(reading.fault);
    return { outcome: { ...outcome, chip }, ...reading, fault, ...(advice === undefined ? {} : { advice }) };
  }

  private adviceOnChip({ chip: { flashBytes } }: Outcome): Advice | undefined {
    const isSmall = flashBytes !== undefined && flashBytes < FULL_FLASH_BYTES;
    return this.request.request === 'install' && isSmall ? 'small-flash' : undefined;
  }

  private enter(progress: Progress): void {
    this.progress = progress;
    this.times.enter(progress.phase);
    this.tell(progress);
  }

  /** What comes from outside (a path, a chip, a web server) is shown to people. */
  private safe<Value>(value: Value): Value {
    if (typeof value === 'string') return this.log.safe(value) as Value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.safe(part)])) as Value;
  }
}
