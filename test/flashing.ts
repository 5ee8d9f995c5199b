import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FlashRequest } from '../nodes/esp8266-flash/flash-request';
import { runFlashJob } from '../nodes/esp8266-flash/job/flash-job';
import type { Client, Tools } from '../nodes/esp8266-flash/job/job';
import type { PhaseName } from '../nodes/esp8266-flash/job/progress';
import { TOOLS } from '../nodes/esp8266-flash/job/tools';
import type { Failure, JobEnd, Outcome } from '../nodes/esp8266-flash/job/worker-messages';
import { SimulatedChip } from '../simulator/chip';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { StorageArea } from '../simulator/device/storage-area';
import { pretendedEspruino } from '../simulator/espruino-image';
import { type EspruinoOptions, espruinoProgram } from '../simulator/espruino-program';
import { ImageServer } from '../simulator/image-server';
import { Rfc2217Server } from '../simulator/rfc2217-server';
import { EventLog } from './event-log';
import { flashRequest } from './flash-request-sample';

/** A simulated chip is up at once: nobody needs to wait as long as for a real one, nor for fingers. */
const HURRIED_TOOLS: Tools = {
  ...TOOLS,
  openConsole: (link, options) => TOOLS.openConsole(link, { ...options, patienceMs: 500 }),
  connectLoader: (link, options) => TOOLS.connectLoader(link, { ...options, handPatienceMs: 0 }),
};

/** A simulated chip on a line, a place that has images, and jobs that are done on it. */
export class FlashingBench {
  /** Names of the phases as a job enters them, and each line of its log. */
  readonly phases = new EventLog();
  readonly lines: string[] = [];
  imagesUrl: string;
  tools = HURRIED_TOOLS;

  private constructor(
    readonly chip: SimulatedChip,
    readonly line: Rfc2217Server,
    readonly images: ImageServer,
    readonly folder: string,
  ) {
    this.imagesUrl = images.url;
  }

  static async set(t: TestContext, options: ChipOptions & { espruino?: EspruinoOptions } = {}): Promise<FlashingBench> {
    const nobody = { air: { visitors: [] } };
    const chip = new SimulatedChip({ startProgram: espruinoProgram(options.espruino ?? nobody), ...options });
    const folder = await mkdtemp(join(tmpdir(), 'flashing-'));
    const bench = new FlashingBench(chip, await Rfc2217Server.start(chip), await ImageServer.start(), folder);
    chip.powerOn();
    t.after(() => bench.clear());
    return bench;
  }

  /** Does a job that goes well. */
  async does(change: Partial<FlashRequest> = {}): Promise<Outcome> {
    const end = await this.run(change);
    if ('outcome' in end) return end.outcome;
    throw new Error(`it failed: ${JSON.stringify(end.failure)}\n${this.lines.join('\n')}`);
  }

  /** Does a job that fails. */
  async fails(change: Partial<FlashRequest> = {}): Promise<Failure> {
    const end = await this.run(change);
    if ('failure' in end) return end.failure;
    throw new Error(`it went well: ${JSON.stringify(end.outcome)}`);
  }

  /** Does a job in this process; when its program runs, nobody waits for a reading. */
  run(change: Partial<FlashRequest>, client: Partial<Client> = {}): Promise<JobEnd> {
    return runFlashJob(this.request(change), this.tools, {
      reporter: { progress: ({ phase }) => this.enter(phase), log: (line) => this.lines.push(line) },
      signal: new AbortController().signal,
      started: () => {},
      printed: () => {},
      firstReading: Promise.resolve(),
      imagesUrl: this.imagesUrl,
      ...client,
    });
  }

  /** What a person may ask of this chip. */
  request(change: Partial<FlashRequest> = {}): FlashRequest {
    return flashRequest({ port: this.line.url, cacheFolder: this.folder, ...change });
  }

  /** Puts Espruino on the chip as if it had come so. */
  installEspruino(version = '2v29'): void {
    const { combined } = pretendedEspruino({ version, build: '4mb' });
    combined.set([0x02, 0x6f], 2); // dio; 4 MB as two halves, at 80 MHz
    this.chip.flash.eraseSectors(0, combined.length);
    this.chip.flash.write(0, combined);
    this.chip.pressReset();
  }

  /** Puts Espruino there, and a program that runs at power-up. */
  installProgram(code: string, version?: string): void {
    this.installEspruino(version);
    this.storage.set('.bootcde', Buffer.from(code));
    this.chip.pressReset();
  }

  /** What Espruino keeps its files in. */
  get storage(): StorageArea {
    return new StorageArea(this.chip.flash, 0xc_b000, 0x3_0000);
  }

  private enter(phase: PhaseName): void {
    if (this.phases.names.at(-1) !== phase) this.phases.add(phase);
  }

  private async clear(): Promise<void> {
    this.chip.close();
    await Promise.all([this.line.close(), this.images.close(), rm(this.folder, { recursive: true })]);
  }
}
