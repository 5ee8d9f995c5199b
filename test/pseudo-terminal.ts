import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** A terminal between a path and this process, with no hardware: prints the path, then passes bytes on both ways. */
const PROGRAM = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
while True:
    for source in select.select([0, master], [], [])[0]:
        bytes = os.read(source, 4096)
        if not bytes: sys.exit()
        os.write(master if source == 0 else 1, bytes)
`;

/** Why there can be no pseudo-terminal here; false where there can. */
export const noPseudoTerminal =
  process.platform !== 'linux' || spawnSync('python3', ['--version']).status !== 0
    ? 'a pseudo-terminal needs Linux and python3'
    : false;

/** A serial port whose other end is a test. */
export class PseudoTerminal {
  private heard = '';

  private constructor(
    readonly path: string,
    private readonly child: ChildProcessWithoutNullStreams,
  ) {
    child.stdout.on('data', (bytes: Buffer) => {
      this.heard += bytes.toString('hex');
    });
  }

  static async open(t: TestContext): Promise<PseudoTerminal> {
    const child = spawn('python3', ['-c', PROGRAM]);
    t.after(() => child.kill());
    const [line] = await once(child.stdout, 'data');
    return new PseudoTerminal(String(line).trim(), child);
  }

  /** Resolves when these bytes have been written to the port. */
  async hears(bytes: Buffer): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    while (!this.heard.includes(bytes.toString('hex'))) await once(this.child.stdout, 'data', { signal });
  }

  say(bytes: Uint8Array): void {
    this.child.stdin.write(bytes);
  }

  /** The plug is pulled. */
  unplug(): void {
    this.child.kill();
  }
}
