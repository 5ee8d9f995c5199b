import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeLink } from '../nodes/esp8266-flash/link/make-link';
import { parseBlankArguments } from '../simulator/blank/arguments';
import { BlankChip } from '../simulator/blank/blank-chip';
import { ArgumentError } from '../simulator/fleet/option-values';

const MAIN = join(__dirname, '..', 'simulator', 'main.js');

test('a chip to be flashed has 4 MB, port 4000 and no file unless asked otherwise', () => {
  assert.deepEqual(parseBlankArguments(['--blank']), {
    serialPort: 4000,
    imagesPort: 0,
    flashFile: undefined,
    flashBytes: 4_194_304,
    mac: undefined,
    isWireTimed: false,
    isVerbose: false,
  });
});

test('all of it can be chosen', () => {
  const argv = '--blank --serial 4001 --images 4002 --flash-file f.bin --flash-size 512KB --mac 5C:CF:7F:00:00:02';
  assert.deepEqual(parseBlankArguments([...argv.split(' '), '--real-time', '--verbose']), {
    serialPort: 4001,
    imagesPort: 4002,
    flashFile: 'f.bin',
    flashBytes: 524_288,
    mac: '5c:cf:7f:00:00:02',
    isWireTimed: true,
    isVerbose: true,
  });
});

for (const [option, message] of [
  ['--serial=70000', '--serial expects a whole number from 0 to 65535, got "70000"; try --serial 4000'],
  ['--flash-size=3MB', '--flash-size expects 4MB or 2MB or 1MB or 512KB, got "3MB"; try --flash-size 4MB'],
  ['--mac=5c', '--mac expects six bytes in hex with colons, got "5c"; try --mac 5c:cf:7f:00:00:01'],
  ['--flash-file=', '--flash-file expects a text, got ""; leave the option out for its default'],
] as const) {
  test(`${option} is refused`, () => {
    assert.throws(() => parseBlankArguments(['--blank', option]), new ArgumentError(message));
  });
}

test('what belongs to a fleet does not go with a chip to be flashed', () => {
  assert.throws(() => parseBlankArguments(['--blank', '--devices', '3']), /Unknown option '--devices'/);
});

/** The program with a channel, and what it says through that. */
async function start(t: TestContext, ...options: string[]) {
  const child = fork(MAIN, ['--blank', '--serial', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  t.after(() => child.kill('SIGKILL'));
  const [address] = await once(child, 'message');
  return { child, ...(address as { serialPort: string; images: string }) };
}

/** Resolves to its code when it has ended. */
async function ended(child: ChildProcess): Promise<number> {
  return child.exitCode ?? (await once(child, 'exit'))[0];
}

/** Resolves when the port has said `text`. */
async function hears(port: ReadableStream<Uint8Array> | null, text: string): Promise<void> {
  const reader = port?.getReader();
  let heard = '';
  while (!heard.includes(text)) heard += Buffer.from((await reader?.read())?.value ?? []).toString('latin1');
}

test('a blank chip is on the network: it boots when it is reset, and ends with its channel', async (t) => {
  const { child, serialPort } = await start(t);
  const link = makeLink(serialPort);
  await link.open({ baudRate: 74_880 });
  t.after(() => link.close());
  await link.setSignals({ dataTerminalReady: false, requestToSend: true });
  await link.setSignals({ dataTerminalReady: false, requestToSend: false });
  await hears(link.readable, 'rst cause:2, boot mode:(3,');
  child.disconnect();
  assert.equal(await ended(child), 0);
});

test('without a channel it says where it is, and ends when asked to', async (t) => {
  const child = spawn(process.execPath, [MAIN, '--blank', '--serial', '0']);
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  while (!output.includes('SHA-256')) output += String((await once(child.stdout, 'data'))[0]);
  const [port, images, image] = output.split('\n');
  assert.match(port ?? '', /^serial port: rfc2217:\/\/127\.0\.0\.1:\d+$/);
  assert.match(images ?? '', /^images: http:\/\/127\.0\.0\.1:\d+\/$/);
  assert.match(image ?? '', /^image: http:\S+:\d+\/espruino_2v29_esp8266_4mb_combined_4096\.bin SHA-256 [\da-f]{64}$/);
  child.kill('SIGINT');
  assert.equal(await ended(child), 0);
});

test('its images are where it says', async (t) => {
  const { images } = await start(t);
  const answer = await fetch(`${images}espruino_2v29_esp8266_4mb_combined_4096.bin`);
  assert.equal((await answer.arrayBuffer()).byteLength, 4_194_304);
});

test('its flash is kept in a file of its size', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'blank-chip-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'flash.bin');
  await start(t, '--flash-file', file, '--flash-size', '1MB');
  assert.equal((await stat(file)).size, 1_048_576);
  assert.ok((await readFile(file)).every((byte) => byte === 0xff));
});

/** A chip in this process, as the command line makes it. */
async function chipOf(t: TestContext, ...options: string[]): Promise<BlankChip> {
  const parsed = parseBlankArguments(['--blank', '--serial', '0', ...options]);
  assert.ok(parsed);
  const chip = await BlankChip.start(parsed, () => {});
  t.after(() => chip.stop());
  return chip;
}

test('two chips are two devices, for each has a MAC of its own', async (t) => {
  const [one, other] = [await chipOf(t), await chipOf(t)];
  assert.match(one.mac, /^5c:cf:7f(:[\da-f]{2}){3}$/);
  assert.notEqual(one.mac, other.mac);
});

test('a chip keeps its MAC with its flash file, and takes the one that is named', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'blank-chip-'));
  t.after(() => rm(folder, { recursive: true }));
  const [file, another] = [join(folder, 'a.bin'), join(folder, 'b.bin')];
  const { mac } = await chipOf(t, '--flash-file', file);
  assert.equal((await chipOf(t, '--flash-file', file)).mac, mac);
  assert.notEqual((await chipOf(t, '--flash-file', another)).mac, mac);
  assert.equal((await chipOf(t, '--mac', '5c:cf:7f:00:00:02')).mac, '5c:cf:7f:00:00:02');
});

test('the image that is named fits the flash', async (t) => {
  assert.match((await chipOf(t)).image.url, /espruino_2v29_esp8266_4mb_combined_4096\.bin$/);
  assert.match((await chipOf(t, '--flash-size', '1MB')).image.url, /espruino_2v29_esp8266_combined_512\.bin$/);
});

test('a port that is taken is told, and the program ends', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const child = spawn(process.execPath, [MAIN, '--blank', '--serial', String(port)]);
  const [message] = await once(child.stderr, 'data');
  assert.match(String(message), /EADDRINUSE/);
  assert.equal(await ended(child), 1);
});
