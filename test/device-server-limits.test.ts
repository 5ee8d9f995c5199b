import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { AllowList } from '../nodes/esp8266-tcp-in/allow-list';
import { client, knock, listen, over } from './logged-server';

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

test('beyond the limit of connections the one silent for longest makes room', async (t) => {
  const { log, port } = await listen(t, { maxConnections: 2 });
  const [talker, silent] = [await client(t, port), await client(t, port)];
  talker.write('1\n');
  await log.next('frame 1');
  silent.write('half a line');
  (await client(t, port)).write('2\n');
  await over(silent);
  await log.next('frame 2');
  talker.write('3\n');
  await log.next('frame 3');
  assert.deepEqual(log.names, ['listening', 'frame 1', 'refused too-many-connections', 'frame 2', 'frame 3']);
});

test('a client that waits for its answer makes no room for another, who is refused', async (t) => {
  let answer = (_line: string): void => {};
  const waits = new Promise<string>((resolve) => (answer = resolve));
  const { log, port } = await listen(t, { maxConnections: 1 }, () => waits);
  const patient = await client(t, port);
  patient.write('?\n');
  await log.next('frame ?');
  await over(knock(t, port));
  await log.next('refused too-many-connections');
  answer('ok\r\n');
  assert.equal(String((await once(patient, 'data'))[0]), 'ok\r\n');
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

test('of a client that has reset before it was let in nobody knows who it was, and nothing is taken', async (t) => {
  const { log, port } = await listen(t);
  const hasty = `const socket = require('node:net').connect(${port}, '127.0.0.1', () =>
    socket.write('42\\n', () => socket.resetAndDestroy()))`;
  spawnSync(process.execPath, ['-e', hasty]); // while we wait for its end we let nobody in
  await log.next('refused cut-off');
  assert.deepEqual(log.names, ['listening', 'refused cut-off']);
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
