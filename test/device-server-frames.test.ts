import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeviceServer } from '../nodes/esp8266-tcp-in/device-server';
import { UntrustedFrame } from '../nodes/esp8266-tcp-in/signed-frames';
import { client, listen, over } from './logged-server';

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

test('a frame that is not to be trusted ends the connection, and what came behind it is not looked at', async (t) => {
  const { log, port } = await listen(t, {}, (frame) => {
    throw new UntrustedFrame('not-signed', `not signed: ${frame}`);
  });
  const socket = await client(t, port);
  socket.write('1\n2\n');
  assert.equal(String((await once(socket, 'data'))[0]), '{"error":"not-signed"}\r\n');
  await over(socket);
  assert.deepEqual(log.names, ['listening', 'frame 1', 'refused not-signed']);
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

/** The most frames that were handed on in one turn of the event loop, from now to the end of the test. */
function mostInATurn(t: TestContext, names: string[]): () => number {
  let [before, most] = [names.length, 0];
  const look = () => {
    most = Math.max(most, names.length - before);
    before = names.length;
    immediate = setImmediate(look);
  };
  let immediate = setImmediate(look);
  t.after(() => clearImmediate(immediate));
  return () => most;
}

/** So many clients, all of them let in. */
async function crowd(t: TestContext, { server, port }: { server: DeviceServer; port: number }, size: number) {
  const clients = await Promise.all(Array.from({ length: size }, () => client(t, port)));
  while (server.connectionCount < size) await nextTurn();
  return clients;
}

test('three hundred floods leave the others their turn as well as one', async (t) => {
  const { log, ...listening } = await listen(t);
  const floods = await crowd(t, listening, 300);
  const most = mostInATurn(t, log.names);
  for (const flood of floods) flood.resume().end('1\n'.repeat(200));
  while (listening.server.connectionCount > 0) await nextTurn();
  assert.equal(log.names.length, 1 + 300 * 200);
  assert.ok(most() < 4000, `${most()} frames in a turn`);
});

test('clients that are gone leave the others their turn, whatever they left to be read', async (t) => {
  const { log, ...listening } = await listen(t);
  const floods = await crowd(t, listening, 10);
  const most = mostInATurn(t, log.names);
  for (const flood of floods) flood.write(`first\n${'?\n'.repeat(5000)}`);
  while (log.names.filter((name) => name === 'frame first').length < 10) await nextTurn();
  for (const flood of floods) flood.resetAndDestroy();
  while (listening.server.connectionCount > 0) await nextTurn();
  assert.ok(most() < 2000, `${most()} frames in a turn`);
  assert.equal(log.names.filter((name) => name === 'frame ?').length, 50_000);
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
