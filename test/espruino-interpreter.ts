import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

/** Path of Espruino's own interpreter, built for this machine; the environment's `ESPRUINO_BIN`. */
export const ESPRUINO = process.env.ESPRUINO_BIN ?? '';

/** What `test` takes to skip where there is no interpreter. */
export const withEspruino = {
  skip: ESPRUINO ? false : 'set ESPRUINO_BIN to a Linux build of Espruino to run this',
  timeout: 60_000,
};

const CHUNK_CHARACTERS = 2000;
/** Espruino takes its prompt back before it prints: a carriage return, an escape and `[J`. */
const PROMPT = /^>*(\[J)?/;

/** The interpreter with a flash of its own; both go after the test. */
export class Interpreter {
  private readonly directory = mkdtempSync(join(tmpdir(), 'espruino-'));
  private process: ChildProcess | undefined;
  private readonly lines: string[] = [];
  private readonly printed = new EventEmitter();

  constructor(t: TestContext) {
    t.after(() => {
      this.powerOff();
      rmSync(this.directory, { recursive: true, force: true });
    });
  }

  /** Stores `script` as boot code, in pieces that fit into the memory, so that its functions stay in flash as on the chip. */
  store(script: string): this {
    for (let start = 0; start < script.length; start += CHUNK_CHARACTERS) {
      const piece = JSON.stringify(script.slice(start, start + CHUNK_CHARACTERS));
      this.execute(`require("Storage").write(".bootcde",${piece},${start},${script.length})&&print("stored")`);
    }
    return this;
  }

  /** Boots. The console's input stays open: at its end the interpreter would read garbage for ever. */
  powerOn(): this {
    this.process = spawn(ESPRUINO, { cwd: this.directory, stdio: ['pipe', 'pipe', 'ignore'] });
    createInterface({ input: this.process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.lines.push(line.replace(/[^ -~]/g, '').replace(PROMPT, ''));
      this.printed.emit('line');
    });
    return this;
  }

  powerOff(): void {
    this.process?.kill('SIGKILL');
  }

  /** The first line on the console that matches, printed already or later; lines up to it are forgotten. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      for (let line = this.lines.shift(); line !== undefined; line = this.lines.shift()) {
        const match = pattern.exec(line);
        if (match) return match;
      }
      await once(this.printed, 'line');
    }
  }

  private execute(command: string): void {
    const file = join(this.directory, 'command.js');
    writeFileSync(file, command);
    const { stdout } = spawnSync(ESPRUINO, [file], { cwd: this.directory, timeout: 10_000, encoding: 'latin1' });
    if (!stdout.includes('stored'))
      throw new Error(`the interpreter did not store its boot code: ${stdout.slice(0, 300)}`);
  }
}
