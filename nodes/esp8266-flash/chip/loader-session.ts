import { FlashError, type FlashErrorCode } from '../flash-error';
import type { Reporter } from '../job/progress';
import type { Link } from '../link/link';
import { ROM_BAUD } from './baud-rates';
import { type Ladder, type Reached, RUNGS, type Rung, reachLoader } from './connect-ladder';
import { askForLoader, type Loader, type LoaderKind, makeLoader, recogniseChip, startStub, words } from './loader';
import { LoaderTransport } from './loader-transport';
import type { ResetStrategy } from './reset-strategies';
import { Silence } from './silence';

/** How to reach the chip. */
export interface ConnectOptions {
  /** Highest baud rate to write with. */
  baud: number;
  reporter: Reporter;
  /** Ends whatever goes on, at once, with FlashError `cancelled`. */
  signal: AbortSignal;
  /** How long a person may take to bring the chip into its loader; 0: nobody is there. */
  handPatienceMs?: number;
  rungs?: Rung[];
}

const HAND_PATIENCE_MS = 60_000;
/** The stub answers at the old rate, waits 5 ms, changes, and waits 5 ms more (esp-flasher-stub). */
const BAUD_CHANGE_MS = 50;
const PROBE_MS = 500;
const PROBES = 2;
const STUB_TRIES = 2;

type Patience = Pick<Ladder, 'rungs' | 'handPatienceMs'>;

/** A chip whose stub runs, at the highest rate that works; lost and found again, slower, when it must be. */
export class LoaderSession {
  private reached: Reached | undefined;

  private constructor(
    readonly link: Link,
    readonly transport: LoaderTransport,
    readonly loader: Loader,
    private readonly options: ConnectOptions,
  ) {}

  /** Reaches the chip on the open `link`. Throws FlashError, and has given the link's streams back then. */
  static async open(link: Link, options: ConnectOptions): Promise<LoaderSession> {
    const transport = new LoaderTransport(link, ROM_BAUD, options.signal);
    try {
      const session = new LoaderSession(link, transport, await makeLoader(transport), options);
      await session.run('stub-failed', () => session.enter());
      return session;
    } catch (error) {
      await transport.release();
      throw error;
    }
  }

  /** How this board is brought into its loader and out of it. */
  get strategy(): ResetStrategy | undefined {
    return this.reached?.strategy;
  }

  /** True when the present rate is not the one that works with every adapter. */
  get canSlowDown(): boolean {
    return this.transport.baudrate > ROM_BAUD;
  }

  /** Begins anew at the rate of the boot ROM, by the way that has worked; nobody is asked to help. */
  async slowDown(): Promise<void> {
    const { strategy } = this;
    const rungs = strategy ? [{ strategy, asks: 10 }] : [];
    await this.startLoader({ rungs, handPatienceMs: 0 });
    this.options.reporter.log(`going on at ${ROM_BAUD} baud`);
  }

  /**
   * Runs `task`, which ends at once when the job is cancelled or the device is lost. Whatever fails is a FlashError:
   * `stopped` when the chip has become silent, else `code`.
   */
  async run<T>(code: FlashErrorCode, task: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([task(), this.transport.broken]);
    } catch (error) {
      throw this.failed(code, error);
    }
  }

  private async enter(): Promise<void> {
    const { baud, reporter } = this.options;
    const { rungs = RUNGS, handPatienceMs = HAND_PATIENCE_MS } = this.options;
    await this.startLoader({ rungs, handPatienceMs });
    if (baud === ROM_BAUD || (await this.changeBaudRate(baud))) return;
    reporter.log(`${baud} baud do not work on ${this.link.name}: going on at ${ROM_BAUD}`);
    await this.startLoader({ rungs, handPatienceMs });
  }

  private async startLoader(patience: Patience): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.transport.setBaudRate(ROM_BAUD);
      this.reached = await this.reach(patience);
      await this.run('not-esp8266', () => this.checkChip());
      try {
        return await startStub(this.loader, this.reached.kind === 'stub');
      } catch (error) {
        if (tries === STUB_TRIES) throw new FlashError('stub-failed', this.values(error), { cause: error });
        this.options.reporter.log(`the stub does not start (${textOf(error)}): once more`);
      }
    }
  }

  private reach(patience: Patience): Promise<Reached> {
    const { link, transport, ask } = this;
    return reachLoader({ link, transport, reporter: this.options.reporter, ask, ...patience });
  }

  private readonly ask = async (timeoutMs: number): Promise<LoaderKind | undefined> => {
    try {
      return await askForLoader(this.loader, timeoutMs);
    } catch {
      this.transport.signal.throwIfAborted();
      return undefined;
    }
  };

  private async checkChip(): Promise<void> {
    const chip = await recogniseChip(this.loader);
    if (chip !== 'ESP8266') throw new FlashError('not-esp8266', { port: this.link.name, detail: chip });
  }

  /** True when the chip answers at the new rate. */
  private async changeBaudRate(baud: number): Promise<boolean> {
    await this.loader.command(this.loader.ESP_CHANGE_BAUDRATE, words(baud, ROM_BAUD));
    await this.transport.pause(BAUD_CHANGE_MS);
    try {
      await this.transport.setBaudRate(baud);
      return await this.answers();
    } catch {
      this.transport.signal.throwIfAborted(); // an adapter that refuses the rate is none that has gone
      return false;
    }
  }

  private async answers(): Promise<boolean> {
    for (let count = 0; count < PROBES; count++) {
      const answer = await this.loader.readReg(this.loader.CHIP_DETECT_MAGIC_REG_ADDR, PROBE_MS).catch(() => undefined);
      if (answer !== undefined) return true;
    }
    return false;
  }

  private failed(code: FlashErrorCode, error: unknown): FlashError {
    const { signal } = this.transport;
    if (signal.aborted) return signal.reason;
    if (error instanceof FlashError) return error;
    return new FlashError(error instanceof Silence ? 'stopped' : code, this.values(error), { cause: error });
  }

  private values(error: unknown): Record<string, string> {
    return { port: this.link.name, detail: textOf(error) };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
