import { FlashError } from '../flash-error';
import type { Reporter } from '../job/progress';
import type { Link } from '../link/link';
import { hearsRestart } from './boot-watch';
import { type ConsoleConnection, connectConsole, sendFile } from './console-connection';
import { ConsoleLines } from './console-lines';
import { ANSWER_LINE, Prompt } from './console-prompt';
import { restartsChip, startProgram } from './console-start';
import { storeBootCode } from './console-upload';
import type { EspruinoEnvironment } from './espruino-environment';
import { LinkText } from './link-text';

export interface ConsoleOptions {
  reporter: Reporter;
  signal: AbortSignal;
  /** How long the console may stay silent while it is opened: a chip that boots needs about a second. */
  patienceMs: number;
}

/**
 * Espruino's console at the other end of a link, by the package `espruino`.
 *
 *     const console = await EspruinoConsole.open(link, { reporter, signal, patienceMs: 5000 });
 *     await console.upload(code, onBytes);
 *     await console.start();
 *     await console.release();
 */
export class EspruinoConsole {
  private readonly connection: ConsoleConnection;
  private readonly prompt: Prompt;
  private readonly lineListeners = new Set<(line: string) => void>();
  private environment: EspruinoEnvironment | undefined;

  private constructor(
    private readonly link: Link,
    private readonly text: LinkText,
    private readonly reporter: Reporter,
  ) {
    this.connection = connectConsole(text, packageScripts());
    const send = (line: string) => this.connection.write(line);
    this.prompt = new Prompt({ text, send, onText: (listener) => this.connection.on('data', listener) });
    const lines = new ConsoleLines((line) => {
      if (!ANSWER_LINE.test(line)) for (const listener of this.lineListeners) listener(line);
    });
    this.connection.on('data', (said) => lines.push(said));
  }

  /** The console of an open link at 115200 baud. Throws FlashError `console-silent` when none answers. */
  static async open(link: Link, { reporter, signal, patienceMs }: ConsoleOptions): Promise<EspruinoConsole> {
    const opened = new EspruinoConsole(link, new LinkText(link, signal), reporter);
    try {
      const environment = await opened.prompt.find('process.env', patienceMs);
      opened.environment = parseEnvironment(environment);
      reporter.log(`Espruino ${opened.env.version} for ${opened.env.board} answers`);
      return opened;
    } catch (error) {
      await opened.release();
      throw error;
    }
  }

  get env(): EspruinoEnvironment {
    if (this.environment === undefined) throw new FlashError('console-silent');
    return this.environment;
  }

  /** The value that `expression` has on the chip, as far as JSON can tell it. Throws an Error with the chip's exception. */
  evaluate(expression: string): Promise<unknown> {
    return this.prompt.evaluate(expression);
  }

  /**
   * Stores `code`, a byte for each character, as what runs at every power-up; it does not run yet. Throws FlashError
   * `upload-failed` when what is there afterwards is something else, `program-bad` when it cannot be stored at all.
   */
  async upload(code: string, onBytes: (bytes: number) => void): Promise<void> {
    const { connection, reporter, prompt, env } = this;
    const sendPackets = (name: string, packetBytes: number) =>
      sendFile(connection, { name, data: code, packetBytes }, onBytes);
    await storeBootCode(code, { prompt, env, reporter, sendPackets, onBytes });
  }

  /**
   * Runs what is stored. Throws FlashError `program-bad` with the exception that it ends in, or when the chip falls silent.
   * A console in the network may be switched off by the program: then it has begun.
   */
  async start(): Promise<void> {
    try {
      await startProgram(this.prompt);
    } catch (error) {
      const isSwitchedOff = !this.link.hasControlLines && error instanceof FlashError && error.code === 'port-gone';
      if (!isSwitchedOff) throw error;
      this.reporter.log('the program has ended the connection to its console');
    }
  }

  /**
   * Whether the program restarts the chip over and over: known after a second and a half, or two more. False where only a
   * console can be heard.
   */
  async restartsChip(): Promise<boolean> {
    const { link, text, prompt } = this;
    return link.hasControlLines && restartsChip(prompt, () => hearsRestart(link, text));
  }

  /** Takes each line that the chip prints from now on. Gives what ends it. */
  onLine(listener: (line: string) => void): () => void {
    this.lineListeners.add(listener);
    return () => this.lineListeners.delete(listener);
  }

  /** Gives the link back, still open. Whatever waits here ends. */
  async release(): Promise<void> {
    this.lineListeners.clear();
    await this.text.release();
  }
}

/** Of the package only what speaks with the console; the build puts it where Node looks first. */
function packageScripts(): string[] {
  return [require.resolve('espruino/espruino.js'), require.resolve('espruino/core/serial.js')];
}

function parseEnvironment(said: unknown): EspruinoEnvironment {
  const { VERSION, BOARD, STORAGE } = Object(said);
  return { version: String(VERSION), board: String(BOARD), storageBytes: Number(STORAGE) || 0 };
}
