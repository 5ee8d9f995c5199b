import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseReport } from '../protocol/report';
import { signingKey, verify } from '../protocol/signature';
import { parseArguments } from '../simulator/fleet/arguments';
import { ArgumentError } from '../simulator/fleet/option-values';
import { closedPort, startServer } from './simulator-server';

const MAIN = join(__dirname, '..', 'simulator', 'main.js');

const INSTEAD = 'put it into a file for --key-file, or into the environment variable ESP8266_KEY';
const NO_FILE = "ENOENT: no such file or directory, open '/not/there'";

const BAD: [options: string[], message: string][] = [
  [['--devices', '0'], '--devices expects a whole number from 1 to 10000, got "0"; try --devices 1'],
  [['--devices', '1.5'], '--devices expects a whole number from 1 to 10000, got "1.5"; try --devices 1'],
  [['--port', ''], '--port expects a whole number from 1 to 65535, got ""; try --port 3000'],
  [['--port', '70000'], '--port expects a whole number from 1 to 65535, got "70000"; try --port 3000'],
  [['--interval', 'fast'], '--interval expects a whole number from 10 to 3600000, got "fast"; try --interval 1000'],
  [['--wire', 'json'], '--wire expects report or plain, got "json"; try --wire report'],
  [['--wifi-loss', '-1'], '--wifi-loss expects seconds, above 0 and up to 86400, got "-1"; try --wifi-loss 10'],
  [['--id', 'a b'], '--id expects 1 to 64 of A-Z a-z 0-9 . _ -, got "a b"; try --id kitchen'],
  [['--key', 'the key of this year'], `--key would show the key to everybody on this machine; ${INSTEAD}`],
  [['--key-file', '/not/there'], `--key-file expects a file with the key; ${NO_FILE}`],
  [['--id', 'a', '--devices', '2'], '--id expects --devices 1, got "a"; use --id-prefix for several chips'],
];

for (const [options, message] of BAD) {
  test(`${options.join(' ')} is refused`, () => {
    const argv = options.length === 2 && options[1]?.startsWith('-') ? [options.join('=')] : options;
    assert.throws(() => parseArguments(argv), new ArgumentError(message));
  });
}

test('an unknown option is refused and points to --help', () => {
  assert.throws(() => parseArguments(['--speed', '9']), /Unknown option '--speed'.*see --help/s);
});

test('a bad option ends the program with code 2', async () => {
  const simulator = spawn(process.execPath, [MAIN, '--port', '0']);
  const errors = textOf(simulator.stderr);
  const [code] = await once(simulator, 'close');
  assert.equal(code, 2);
  assert.equal(errors(), '--port expects a whole number from 1 to 65535, got "0"; try --port 3000\n');
});

test('three chips with the built firmware count, each under its own id', async (t) => {
  const counts = new Map<string, number[]>();
  const { port, server } = await startServer(t, (socket) => {
    socket.on('data', (line) => {
      const report = parseReport(String(line));
      if (!report) return;
      counts.set(report.id, [...(counts.get(report.id) ?? []), ...(report.readings as number[])]);
      socket.write(`{"ack":${report.seq + report.readings.length - 1}}\r\n`);
      if ([...counts.values()].filter((readings) => readings.length >= 3).length === 3) server.emit('counted');
    });
  });
  const { child, output } = simulate(t, [
    '--port',
    `${port}`,
    '--devices',
    '3',
    '--interval',
    '50',
    '--id-prefix',
    'chip-',
  ]);
  await once(server, 'counted');
  assert.deepEqual([...counts.keys()].sort(), ['chip-1', 'chip-2', 'chip-3']);
  for (const readings of counts.values()) assert.deepEqual(readings.slice(0, 3), [0, 1, 2]);
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.match(output(), /\d+ packets sent, \d+ acked\n$/);
});

test('a key comes from a file or from the environment, and must be one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'key-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'key');
  await writeFile(file, 'the key of this year\r\n');
  assert.equal(parseArguments(['--key-file', file])?.key, 'the key of this year');
  assert.equal(parseArguments([], { ESP8266_KEY: 'the key of last year' })?.key, 'the key of last year');
  assert.equal(parseArguments([], { ESP8266_KEY: '' })?.key, undefined);
  const tooShort = new ArgumentError('ESP8266_KEY expects 16 to 64 bytes, got 5');
  assert.throws(() => parseArguments([], { ESP8266_KEY: 'short' }), tooShort);
  const plain = new ArgumentError('--wire plain cannot be signed; leave it out, or give no key');
  assert.throws(() => parseArguments(['--wire', 'plain', '--key-file', file]), plain);
});

test('chips with a key sign, and one that a server does not take is told once', async (t) => {
  const lines: string[] = [];
  const { port, server } = await startServer(t, (socket) => {
    socket.on('data', (line) => {
      socket.end('{"error":"not-signed"}\r\n');
      if (lines.push(String(line)) === 3) server.emit('counted'); // one of them has read its answer
    });
  });
  const options = ['--port', `${port}`, '--devices', '2', '--interval', '50'];
  const { child, output } = simulate(t, options, { ESP8266_KEY: 'the key of this year' });
  await once(server, 'counted');
  const verified = verify(Buffer.from(lines[0]?.trim() ?? ''), [signingKey('the key of this year')]);
  assert.equal(parseReport(String(verified?.text))?.seq, 0);
  child.kill('SIGINT');
  await once(child, 'close');
  assert.equal(output().split('takes only what is signed with its key').length, 2);
});

test('a server that refuses is told once', async (t) => {
  const port = await closedPort(t);
  const options = ['--devices', '4', '--interval', '50', '--duration', '1.5', '--mode', 'station'];
  const { child, output } = simulate(t, ['--port', String(port), ...options]);
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.equal(output().split(`127.0.0.1:${port} refuses connections: nothing listens there.`).length, 2);
});

for (const option of ['--garbage', '--flood', '--silent-client']) {
  test(`${option} ends in time, with a server that throws nobody out`, { timeout: 20_000 }, async (t) => {
    const { port, server } = await startServer(t, (socket) => void socket.resume());
    const { child, output } = simulate(t, ['--port', `${port}`, '--duration', '0.5', '--split-bytes', option]);
    await once(server, 'connection');
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.match(output(), /, 1 hostile connection\n$/);
  });
}

test('--help tells every option', async (t) => {
  const { child, output } = simulate(t, ['--help']);
  assert.deepEqual(await once(child, 'close'), [0, null]);
  for (const option of ['--devices', '--reading', '--power-cycle', '--split-bytes', '--flood']) {
    assert.ok(output().includes(option), option);
  }
});

function simulate(t: TestContext, options: string[], more = {}): { child: ChildProcess; output: () => string } {
  const env = { ...process.env, ...more };
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'inherit'], env });
  t.after(() => child.kill('SIGKILL'));
  return { child, output: textOf(child.stdout) };
}

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}
