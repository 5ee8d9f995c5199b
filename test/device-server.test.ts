import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { AllowList } from '../nodes/esp8266-tcp-in/allow-list';
import type { Peer } from '../nodes/esp8266-tcp-in/device';
import { DeviceServer, type ServerEvents, type ServerSettings } from '../nodes/esp8266-tcp-in/device-server';
import type { ListenError } from '../nodes/esp8266-tcp-in/listen-error';
import { EventLog } from './event-log';

const SETTINGS: ServerSettings = {
  port: 0,
  bindAddress: '127.0.0.1',
  frameEnd: 'line',
  maxFrameBytes: 512,
  idleTimeoutMs: 30_000,
  maxConnections: 0,
  maxConnectionsPerAddress: 0,
  allowed: new AllowList(''),
};

/** A server that logs what it tells, `frame 42`, and answers `ok` to the frame `?`. */
async function listen(t: TestContext, change: Partial<ServerSettings> = {}) {
  const log = new EventLog();
  const events: ServerEvents = {
    listening: (port) => log.add('listening', port),
    failed: (error: ListenError) => log.add(`failed ${error.code}`, error),
    frame: (bytes, isComplete) => {
      log.add(`frame ${bytes}${isComplete ? '' : ' incomplete'}`);
      return String(bytes) === '?' ? 'ok\r\n' : undefined;
    },
    refused: (error, _peer: Peer) => log.add(`refused ${error.code}`, error),
  };
  const server = new DeviceServer({ ...SETTINGS, ...change }, events);
  t.after(() => server.close());
  server.open();
  return { server, log, port: (await log.next('listening')) as number };
}

function knock(t: TestContext, port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // a reset is what many tests want to see
  t.after(() => socket.destroy());
  return socket;
}

async function client(t: TestContext, port: number): Promise<Socket> {
  const socket = knock(t, port);
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the connection is over, whether it was closed or reset. */
function over(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

test('a line is a frame', async (t) => {
  const { log, port } = await listen(t);
  (await client(t, port)).write('42\r\n');
  await log.next('frame 42');
});

test('a tail is an incomplete frame when the client closes cleanly', async (t) => {
  const { log, port } = await listen(t);
  (await client(t, port)).end('42');
  await log.next('frame 42 incomplete');
});

test('with frame end connection the whole connection is one complete frame', async (t) => {
  const { log, port } = await listen(t, { frameEnd: 'connection' });
  (await client(t, port)).end('1\n2');
  await log.next('frame 1\n2');
});

test('empty lines are no frames', async (t) => {
  const { log, port } = await listen(t);
  (await client(t, port)).end('\r\n\n42\n\r\n');
  await log.next('frame 42');
  assert.deepEqual(log.names, ['listening', 'frame 42']);
});

test('an answer reaches a client that has closed its side already', async (t) => {
  const { port } = await listen(t);
  const socket = await client(t, port);
  socket.end('?\n');
  assert.equal(String((await once(socket, 'data'))[0]), 'ok\r\n');
});

test('a frame that the end of the server overtakes is not answered', async (t) => {
  const { server, log, port } = await listen(t);
  const socket = await client(t, port);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.write('?\n');
  await log.next('frame ?');
  await server.close();
  await over(socket);
  assert.equal(answer, '');
});

test('our side closes only after the client has', async (t) => {
  const { log, port } = await listen(t);
  const socket = await client(t, port);
  let hasEnded = false;
  socket.once('end', () => (hasEnded = true));
  socket.write('1\n?\n');
  await once(socket, 'data');
  assert.equal(hasEnded, false);
  socket.end();
  await once(socket, 'end');
  assert.deepEqual(log.names, ['listening', 'frame 1', 'frame ?']);
});

test('a flood on one connection leaves the others their turn, and keeps its own order', async (t) => {
  const { log, port } = await listen(t);
  const [flood, other] = [await client(t, port), await client(t, port)];
  const lines = Array.from({ length: 5000 }, (_, number) => `${number}`);
  flood.end(`${lines.join('\n')}\nlast`);
  other.write('mine\n');
  await log.next('frame last incomplete');
  const turn = log.names.indexOf('frame mine');
  assert.ok(turn < 1000, `after ${turn} others`);
  const own = log.names.filter((name) => /^frame \d+$/.test(name));
  assert.deepEqual(
    own,
    lines.map((line) => `frame ${line}`),
  );
});

test('half a line that is cut off is told, not emitted', async (t) => {
  const { log, port } = await listen(t);
  const socket = await client(t, port);
  socket.write('1\n12');
  await log.next('frame 1');
  socket.resetAndDestroy();
  await log.next('refused cut-off');
  assert.deepEqual(log.names, ['listening', 'frame 1', 'refused cut-off']);
});

test('frames that came whole before a reset are all handed on', async (t) => {
  const { log, port } = await listen(t);
  const socket = await client(t, port);
  socket.write(`${'1\n'.repeat(1000)}12`);
  await log.next('frame 1');
  socket.resetAndDestroy();
  await log.next('refused cut-off');
  assert.equal(log.names.filter((name) => name === 'frame 1').length, 1000);
});

test('a frame that is too long is answered and the connection ends', async (t) => {
  const { log, port } = await listen(t);
  const socket = await client(t, port);
  socket.write(`7\n${'x'.repeat(513)}\n8\n`);
  assert.equal(String((await once(socket, 'data'))[0]), '{"error":"too-long"}\r\n');
  await once(socket, 'end');
  assert.deepEqual(log.names, ['listening', 'frame 7', 'refused too-long']);
});

test('a client that goes on after its frame was too long is cut off in the end', async (t) => {
  const { log, port } = await listen(t);
  const socket = await client(t, port);
  socket.resume();
  const flood = setInterval(() => socket.writable && socket.write('x'.repeat(1000)), 5);
  t.after(() => clearInterval(flood));
  await log.next('refused too-long');
  await over(socket);
});

test('a client that sends nothing is cut off after the idle timeout', async (t) => {
  const { log, port } = await listen(t, { idleTimeoutMs: 100 });
  const socket = await client(t, port);
  socket.write('12');
  await over(socket);
  await log.next('refused cut-off');
});

test('with no idle timeout a silent client stays', async (t) => {
  const { server, port } = await listen(t, { idleTimeoutMs: 0 });
  const [silent, other] = [await client(t, port), await client(t, port)];
  other.end();
  await over(other);
  assert.equal(server.connectionCount, 1);
  assert.equal(silent.destroyed, false);
});

test('beyond the limit of connections a client is refused, and let in when there is room again', async (t) => {
  const { log, port } = await listen(t, { maxConnections: 1 });
  const first = await client(t, port);
  await over(knock(t, port));
  await log.next('refused too-many-connections');
  first.end();
  await over(first);
  (await client(t, port)).write('42\n');
  await log.next('frame 42');
});

test('beyond the limit of an address a client is refused', async (t) => {
  const { log, port } = await listen(t, { maxConnectionsPerAddress: 1 });
  await client(t, port);
  await over(knock(t, port));
  await log.next('refused too-many-from-address');
});

test('an address that is not allowed is refused', async (t) => {
  const { log, port } = await listen(t, { allowed: new AllowList('192.168.4.0/24') });
  await over(knock(t, port));
  await log.next('refused not-allowed');
});

test('a client that never reads its answers stops being read, and others go on', async (t) => {
  const { log, port } = await listen(t);
  const greedy = await client(t, port);
  greedy.pause();
  greedy.write('?\n'.repeat(2_000_000));
  (await client(t, port)).write('42\n');
  await log.next('frame 42');
  assert.ok(log.names.length < 2_000_000);
});

test('close ends the connections and frees the port at once', async (t) => {
  const { server, log, port } = await listen(t);
  const socket = await client(t, port);
  const closed = over(socket);
  await server.close();
  await closed;
  const next = await listen(t, { port });
  assert.equal(next.port, port);
  assert.deepEqual(log.names, ['listening']);
});

test('a busy port is told by name, and taken when it is free', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address() as { port: number };
  const log = new EventLog();
  const events = { listening: () => log.add('listening'), failed: ({ code }: ListenError) => log.add(code) };
  const server = new DeviceServer(
    { ...SETTINGS, port: address.port },
    { ...events, frame: () => undefined, refused: () => {} },
  );
  t.after(() => server.close());
  server.open();
  await log.next('port-busy');
  holder.close();
  await log.next('listening');
});

test('an address that this machine has not is told by name', async (t) => {
  const log = new EventLog();
  const failed = (error: ListenError) => log.add(error.code);
  const events = { listening: () => {}, failed, frame: () => undefined, refused: () => {} };
  const server = new DeviceServer({ ...SETTINGS, bindAddress: '192.0.2.77' }, events);
  t.after(() => server.close());
  server.open();
  await log.next('no-such-address');
});

test('closed while it waits to try again, it does not try again', async (t) => {
  const { port } = await listen(t);
  const log = new EventLog();
  const events = { listening: () => log.add('listening'), failed: () => log.add('failed') };
  const server = new DeviceServer({ ...SETTINGS, port }, { ...events, frame: () => undefined, refused: () => {} });
  server.open();
  await log.next('failed');
  await server.close();
  assert.deepEqual(log.names, ['failed']);
});
