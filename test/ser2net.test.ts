import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import { Rfc2217Link } from '../nodes/esp8266-flash/link/rfc2217-link';
import { reads, write } from './link-user';
import { freePort } from './node-red/free-port';
import { noPseudoTerminal, PseudoTerminal } from './pseudo-terminal';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
const hasSer2net = spawnSync('ser2net', ['-v']).error === undefined;
const skip = noPseudoTerminal || (hasSer2net ? false : 'ser2net is not installed');

/** A ser2net that offers a pseudo-terminal, and a way to open links to it. */
async function serve(t: TestContext, accepter: string) {
  const terminal = await PseudoTerminal.open(t);
  const folder = await mkdtemp(join(tmpdir(), 'ser2net-'));
  t.after(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const file = join(folder, 'ser2net.yaml');
  const connector = `serialdev,${terminal.path},115200n81,local`;
  await writeFile(file, `connection: &chip\n  accepter: ${accepter},127.0.0.1,${port}\n  connector: ${connector}\n`);
  const child = spawn('ser2net', ['-n', '-u', '-c', file]);
  t.after(() => child.kill());
  return { terminal, child, newLink: () => linkTo(t, port) };
}

function linkTo(t: TestContext, port: number): Rfc2217Link {
  const link = new Rfc2217Link(`rfc2217://127.0.0.1:${port}`, { host: '127.0.0.1', port });
  t.after(() => link.close());
  return link;
}

/** Nothing but an opening that succeeds tells that ser2net has started. */
async function opened(link: Rfc2217Link, attempts = 100): Promise<void> {
  try {
    await link.open({ baudRate: 115_200 });
  } catch (error) {
    if (!(error instanceof FlashError && error.code === 'unreachable' && attempts > 0)) throw error;
    await setTimeout(50);
    await opened(link, attempts - 1);
  }
}

test('ser2net carries all 256 values of a byte, other baud rates and the lines', { skip }, async (t) => {
  const { terminal, newLink } = await serve(t, 'telnet(rfc2217),tcp');
  const link = newLink();
  await opened(link);
  await write(link, ALL_BYTES);
  await terminal.hears(ALL_BYTES);
  await link.setBaudRate(460_800);
  await link.setSignals({ dataTerminalReady: true, requestToSend: false });
  terminal.say(ALL_BYTES);
  await reads(link, ALL_BYTES);
});

test('a port that another client of ser2net has is busy', { skip }, async (t) => {
  const { newLink } = await serve(t, 'telnet(rfc2217),tcp');
  await opened(newLink());
  await assert.rejects(newLink().open({ baudRate: 115_200 }), { code: 'port-busy' });
});

test('a port that ser2net loses is gone', { skip }, async (t) => {
  const { terminal, newLink } = await serve(t, 'telnet(rfc2217),tcp');
  const link = newLink();
  await opened(link);
  terminal.unplug();
  await assert.rejects(link.lost, { code: 'port-gone' });
});

test('a ser2net that was not told to speak RFC 2217 is told what to write', { skip }, async (t) => {
  const { newLink } = await serve(t, 'telnet,tcp');
  await assert.rejects(opened(newLink()), /port-failed.*telnet\(rfc2217\)/);
});
