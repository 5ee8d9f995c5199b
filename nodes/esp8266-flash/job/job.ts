import type { BootRom, ConnectOptions } from '../chip/boot-rom';
import type { ChipFacts } from '../chip/chip-facts';
import type { ConsoleOptions, EspruinoConsole } from '../chip/espruino-console';
import type { FlashPart } from '../chip/flash-part';
import { resetIntoFlash } from '../chip/reset-strategies';
import type { FlashError } from '../flash-error';
import type { FlashRequest } from '../flash-request';
import type { LoadedImage, LoadOptions } from '../image/espruino-image';
import type { Link, MakeLink } from '../link/link';
import type { PhaseName, Reporter } from './progress';

/** What a job uses of the boot loader and of the console. */
export type Loader = Pick<
  BootRom,
  'facts' | 'strategy' | 'readFlash' | 'eraseAll' | 'write' | 'verify' | 'startFlash' | 'release'
>;
export type Console = Pick<
  EspruinoConsole,
  'env' | 'evaluate' | 'upload' | 'start' | 'restartsChip' | 'onLine' | 'release'
>;

/** What a job works with; a test gives others. */
export interface Tools {
  makeLink: MakeLink;
  connectLoader(link: Link, options: ConnectOptions): Promise<Loader>;
  openConsole(link: Link, options: ConsoleOptions): Promise<Console>;
  /** Why a chip does not come up. */
  diagnoseBoot(link: Link, options: { signal: AbortSignal }): Promise<FlashError>;
  loadImage(source: FlashRequest['image'], options: LoadOptions): Promise<LoadedImage>;
}

/** Who started the job: hears of it, and ends it. */
export interface Client {
  reporter: Reporter;
  /** Aborted when the job is cancelled. */
  signal: AbortSignal;
  /** The program runs on the chip with this MAC. */
  started(mac: string): void;
  /** A line that the running program printed. */
  printed(line: string): void;
  /** Resolves when the first reading is there, or is not waited for any longer. */
  firstReading: Promise<void>;
  /** Where official releases come from; absent: from their publisher. */
  imagesUrl?: string;
}

/** One run through the phases: what it has in its hands, and what became known. */
export class Job {
  loader: Loader | undefined;
  console: Console | undefined;
  /** The chip may wait in its loader: what it holds does not run. */
  isInLoader = false;
  facts: Partial<ChipFacts> = {};
  /** What shall run on the chip, a byte for each character. It holds the Wi-Fi password. */
  program = '';
  image: LoadedImage | undefined;
  parts: FlashPart[] = [];
  /** `dio` runs on every module that can, `dout` on the rest too (flashing.md, table of failures: wrong flash mode). */
  mode: 'dio' | 'dout' = 'dio';
  /** The Espruino on the chip will do: nothing is written. */
  keepsEspruino = false;
  /** The stored program is gone: the chip is not as it was. */
  hasTakenProgram = false;
  /** Bytes written so far, of images and of the program. */
  bytes = 0;

  constructor(
    readonly request: FlashRequest,
    readonly link: Link,
    readonly tools: Tools,
    readonly client: Client,
  ) {}

  async connectLoader(): Promise<Loader> {
    await this.release();
    this.isInLoader = true;
    const { baud } = this.request;
    this.loader = await this.tools.connectLoader(this.link, { baud, ...this.options });
    return this.loader;
  }

  async openConsole(patienceMs: number): Promise<Console> {
    await this.release();
    this.console = await this.tools.openConsole(this.link, { patienceMs, ...this.options });
    const { version, board } = this.console.env;
    this.facts.espruino = { version, board };
    return this.console;
  }

  /** Gives back the streams of the link, which one user can have at a time. */
  async release(): Promise<void> {
    const { loader, console } = this;
    this.loader = undefined;
    this.console = undefined;
    await loader?.release();
    await console?.release();
  }

  /** Lets go of the line, and the chip run what it holds: nobody would look for it in its loader. */
  async leave(): Promise<void> {
    const { loader } = this;
    await this.release();
    if (this.isInLoader) await resetIntoFlash(this.link, loader?.strategy);
  }

  /** Tells how many bytes of a phase are done; of how many, may become known only then. */
  counter(phase: PhaseName, expectedBytes?: number): (bytes: number, totalBytes?: number) => void {
    return (bytes, totalBytes = expectedBytes) => {
      const percent = totalBytes ? { percent: Math.min(100, Math.floor((bytes / totalBytes) * 100)), totalBytes } : {};
      this.client.reporter.progress({ phase, bytes, ...percent });
    };
  }

  get options(): { reporter: Reporter; signal: AbortSignal } {
    const { reporter, signal } = this.client;
    return { reporter, signal };
  }
}

/** The boot loader that a job is connected to. */
export function loaderOf({ loader }: Job): Loader {
  if (loader === undefined) throw new Error('the boot loader is connected before it is used');
  return loader;
}
