import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CONSOLE_TRACES, PACKET_TRACES } from './console-traces';
import { ESPRUINO, withEspruino } from './espruino-interpreter';

/** The interpreter's console; on this machine its line is a pipe. */
function startConsole(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'espruino-console-'));
  const espruino = spawn(ESPRUINO, { cwd: directory, stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => {
    espruino.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });
  let text = '';
  espruino.stdout.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
  });
  return {
    async until(end: string): Promise<string> {
      while (!text.endsWith(end)) await once(espruino.stdout, 'data', { signal: AbortSignal.timeout(5000) });
      return text;
    },
    type(keys: string): void {
      text = '';
      espruino.stdin.write(Buffer.from(keys, 'latin1'));
    },
  };
}

/** A byte 3 is a Ctrl-C for the interpreter on this machine, which ends it. */
const PACKETS = PACKET_TRACES.filter(([, packet]) => !packet.includes('\x03'));

for (const [name, traces] of [
  ['the console shows', CONSOLE_TRACES.map(([keys, shown]) => [keys, keys, shown] as const)],
  ['packets are answered', PACKETS],
] as const) {
  test(`${name} what the simulated chip has been told`, withEspruino, async (t) => {
    const terminal = startConsole(t);
    await terminal.until('>');
    for (const [fact, keys, shown] of traces) {
      terminal.type(keys);
      assert.equal(await terminal.until(shown), shown, fact);
    }
  });
}
