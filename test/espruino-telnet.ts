import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Link } from '../nodes/esp8266-flash/link/link';
import { TcpLink } from '../nodes/esp8266-flash/link/tcp-link';
import { ESPRUINO } from './espruino-interpreter';

/** Where the interpreter for this machine has its network console; it cannot be told another port. */
const ADDRESS = { host: '127.0.0.1', port: 2323 };

/**
 * An open link to the network console of Espruino's own interpreter, with an empty flash. Not to its standard input: a
 * thread reads that, and garbles a byte now and then. All ends with the test.
 */
export async function telnetLink(t: TestContext): Promise<Link> {
  const folder = mkdtempSync(join(tmpdir(), 'espruino-telnet-'));
  const interpreter = spawn(ESPRUINO, ['--telnet'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const link = new TcpLink('tcp://127.0.0.1:2323', ADDRESS);
  t.after(async () => {
    await link.close();
    interpreter.kill('SIGKILL');
    await once(interpreter, 'exit');
    rmSync(folder, { recursive: true });
  });
  let said = '';
  while (!said.endsWith('>')) said += (await once(interpreter.stdout, 'data'))[0]; // its prompt: it listens
  interpreter.stdout.resume();
  await link.open({ baudRate: 115_200 });
  return link;
}
