import { FlashError } from '../flash-error';
import type { Reporter } from '../job/progress';
import type { Link } from '../link/link';
import { ConsoleLines } from './console-lines';
import { ANSWER_LINE, Prompt } from './console-prompt';
import { startProgram } from './console-start';
import { storeBootCode } from './console-upload';
import { LinkText } from './link-text';

export interface ConsoleOptions {
  reporter: Reporter;
  signal: AbortSignal;
  /** How long the console may stay silent while it is opened: a chip that boots needs about a second. */
  patienceMs: number;
}

/** What Espruino says of itself (`process.env`). */
export interface EspruinoEnvironment {
  /** `2v29`; a build from between two releases `2v29.277`. */
  version: string;
  /** `ESP8266_4MB`, or `ESP8266_BOARD` for the 512 KB build. */
  board: string;
  /** Size of the area in which files are stored. */
  storageBytes: number;
}

/** What we use of the package: its `Connection` frames packets and waits for their acknowledgements (core/serial.js). */
interface PackageConnection {
  chunkSize: number;
  parsePackets: boolean;
  writeLowLevel(text: string): Promise<void>;
  closeLowLevel(): void;
  openHandler(): void;
  closeHandler(): void;
  rxDataHandler(bytes: ArrayBuffer): void;
  on(event: 'data', listener: (text: string) => void): void;
  write(text: string): Promise<void>;
  espruinoSendFile(name: string, data: string, options: SendOptions): Promise<void>;
}

interface SendOptions {
  chunkSize: number;
  progress(bytes: number, totalBytes: number): void;
}

interface EspruinoPackage {
  Core: { Serial: { devices: unknown[]; connection: PackageConnection } };
  addProcessor(event: 'getURL', processor: (request: object, done: (answer: object) => void) => void): void;
}

/** Its first packet tells the name, and counts as so many bytes (core/serial.js, espruinoSendFile). */
const NAME_BYTES = 100;
/** The longest thing we write is a packet: it goes out in one piece. */
const CHUNK_BYTES = 1024;
const LOUD = { log: console.log, info: console.info, warn: console.warn, error: console.error };
const SILENT = { log() {}, info() {}, warn() {}, error() {} };

let loaded: EspruinoPackage | undefined;

/**
 * Espruino's console at the other end of a link, by the package `espruino`; only for the process of a job: the package
 * lives on globals, and while a console is open nothing else may print.
 *
 *     const console = await EspruinoConsole.open(link, { reporter, signal, patienceMs: 5000 });
 *     await console.upload(code, onBytes);
 *     await console.start();
 *     await console.release();
 */
export class EspruinoConsole {
  private readonly connection: PackageConnection;
  private readonly prompt: Prompt;
  private readonly lineListeners = new Set<(line: string) => void>();
  private environment: EspruinoEnvironment | undefined;

  private constructor(
    private readonly link: Link,
    private readonly text: LinkText,
    private readonly reporter: Reporter,
  ) {
    this.connection = connect(text);
    const send = (line: string) => this.connection.write(line);
    this.prompt = new Prompt({ text, send, onText: (listener) => this.connection.on('data', listener) });
    const lines = new ConsoleLines((line) => {
      if (!ANSWER_LINE.test(line)) for (const listener of this.lineListeners) listener(line);
    });
    this.connection.on('data', (said) => lines.push(said));
  }

  /** The console of an open link at 115200 baud. Throws FlashError `console-silent` when none answers. */
  static async open(link: Link, { reporter, signal, patienceMs }: ConsoleOptions): Promise<EspruinoConsole> {
    Object.assign(console, SILENT);
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
    const { reporter, prompt, env } = this;
    const sendFile = (name: string, data: string, packetBytes: number) =>
      this.sendFile(name, data, { chunkSize: packetBytes, progress: (bytes) => onBytes(bytes) });
    await storeBootCode(code, { prompt, env, reporter, sendFile, onBytes });
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

  /** Takes each line that the chip prints from now on. Gives what ends it. */
  onLine(listener: (line: string) => void): () => void {
    this.lineListeners.add(listener);
    return () => this.lineListeners.delete(listener);
  }

  /** Gives the link back, still open. Whatever waits here ends. */
  async release(): Promise<void> {
    this.lineListeners.clear();
    await this.text.release();
    this.connection.closeHandler();
    Object.assign(console, LOUD);
  }

  /** Only while it sends, control characters are answers: a program may print them too. */
  private async sendFile(name: string, data: string, { chunkSize, progress }: SendOptions): Promise<void> {
    this.connection.parsePackets = true;
    try {
      await this.connection.espruinoSendFile(name, data, {
        chunkSize,
        // Told before each packet is sent, that packet counted.
        progress: (bytes) => progress(Math.max(0, bytes - NAME_BYTES - chunkSize), data.length),
      });
      progress(data.length, data.length);
    } finally {
      this.connection.parsePackets = false;
    }
  }
}

/** A connection of its own, not the one that the package shares. Its list of devices stays empty: nothing is searched for. */
function connect(text: LinkText): PackageConnection {
  loaded ??= loadPackage();
  const Connection = loaded.Core.Serial.connection.constructor as new () => PackageConnection;
  const connection = new Connection();
  connection.chunkSize = CHUNK_BYTES;
  connection.writeLowLevel = (chunk) => text.write(chunk);
  connection.closeLowLevel = () => {};
  connection.openHandler();
  text.onBytes((bytes) => connection.rxDataHandler(Uint8Array.from(bytes).buffer));
  return connection;
}

/** It makes itself known as a global, and switches off the check of certificates for the whole process: that is undone. */
function loadPackage(): EspruinoPackage {
  const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
  require('espruino').init(() => {});
  if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  const { Espruino } = globalThis as unknown as { Espruino: EspruinoPackage };
  Espruino.Core.Serial.devices.length = 0;
  Espruino.addProcessor('getURL', (request, done) => done({ ...request, data: '' }));
  return Espruino;
}

function parseEnvironment(said: unknown): EspruinoEnvironment {
  const { VERSION, BOARD, STORAGE } = Object(said);
  return { version: String(VERSION), board: String(BOARD), storageBytes: Number(STORAGE) || 0 };
}
