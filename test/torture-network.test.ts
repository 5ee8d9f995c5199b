import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Network } from '../torture/network/network';
import { EventLog } from './event-log';

/** Longer than any test lasts. */
const TO_THE_END_MS = 60_000;
const FRAME = '{"id":"a"}\r\n';

/** A network with a server behind it that says what happens to its connections. */
async function world(t: TestContext) {
  const log = new EventLog();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    log.add('socket', socket);
    watch(socket, log);
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const network = await Network.start((server.address() as AddressInfo).port);
  t.after(() => network.stop());
  const dial = (localAddress = '127.0.0.1') => {
    const socket = connect({ port: network.port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
    t.after(() => socket.destroy());
    const own = new EventLog();
    watch(socket, own);
    return { socket, log: own };
  };
  return { network, log, dial, accepted: async () => (await log.next('socket')) as Socket };
}

function watch(socket: Socket, log: EventLog): void {
  socket.on('data', (chunk) => log.add('data', chunk.toString()));
  socket.on('end', () => log.add('end', socket));
  socket.on('error', ({ code }: NodeJS.ErrnoException) => log.add('error', code));
}

test('what both sides say passes, and a device keeps its address', async (t) => {
  const { dial, log, accepted } = await world(t);
  const device = dial('127.0.0.9');
  device.socket.write(FRAME);
  const socket = await accepted();
  assert.equal(socket.remoteAddress, '127.0.0.9');
  assert.equal(await log.next('data'), FRAME);
  socket.write('{"ack":0}\r\n');
  assert.equal(await device.log.next('data'), '{"ack":0}\r\n');
});

test('an end reaches the other side, which may still speak', async (t) => {
  const { dial, log, accepted } = await world(t);
  const device = dial();
  device.socket.end(FRAME);
  const socket = await accepted();
  await log.next('end');
  socket.end('{"ack":0}\r\n');
  assert.equal(await device.log.next('data'), '{"ack":0}\r\n');
  await device.log.next('end');
  assert.deepEqual(log.names, ['socket', 'data', 'end']);
});

test('a reset reaches the other side as one', async (t) => {
  const { dial, log } = await world(t);
  const device = dial();
  device.socket.write(FRAME);
  await log.next('data');
  device.socket.resetAndDestroy();
  assert.equal(await log.next('error'), 'ECONNRESET');
});

test('where nobody listens behind the network, a device is reset', async (t) => {
  const { network } = await world(t);
  const nowhere = await Network.start(1);
  t.after(() => nowhere.stop());
  assert.notEqual(nowhere.port, network.port);
  const socket = connect({ port: nowhere.port, host: '127.0.0.1' });
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNRESET');
});

test('drop resets the connections that stand and those that come', async (t) => {
  const { network, dial, log } = await world(t);
  const standing = dial();
  standing.socket.write(FRAME);
  await log.next('data');
  network.fault('drop', TO_THE_END_MS);
  assert.equal(await log.next('error'), 'ECONNRESET');
  assert.equal(await standing.log.next('error'), 'ECONNRESET');
  assert.equal(await dial().log.next('error'), 'ECONNRESET');
  assert.equal((await network.counts()).dropped, 2);
});

test('a cut in a frame delivers half of it and a reset', async (t) => {
  const { network, dial, log } = await world(t);
  network.fault('cut-in-frame', TO_THE_END_MS);
  await network.counts();
  const device = dial();
  device.socket.write(FRAME);
  assert.equal(await log.next('data'), FRAME.slice(0, 6));
  assert.equal(await log.next('error'), 'ECONNRESET');
  assert.equal(await device.log.next('error'), 'ECONNRESET');
});

test('delayed frames come a second later, in order, also when it is over before', async (t) => {
  const { network, dial, log } = await world(t);
  const device = dial();
  device.socket.write('first\n');
  assert.equal(await log.next('data'), 'first\n');
  network.fault('delay', 200);
  await network.counts();
  const sentAt = performance.now();
  device.socket.write('second\n');
  assert.equal(await log.next('data'), 'second\n');
  const tookMs = performance.now() - sentAt;
  assert.ok(tookMs >= 990, `took ${tookMs} ms`);
});

test('while it stalls nothing moves, and afterwards everything does', async (t) => {
  const { network, dial, log } = await world(t);
  const before = dial();
  before.socket.write('before\n');
  assert.equal(await log.next('data'), 'before\n');
  const startedAt = performance.now();
  network.fault('stall', 300);
  await network.counts();
  before.socket.end('last\n');
  dial().socket.write('new\n');
  assert.equal(await log.next('data'), 'last\n');
  await log.next('end');
  assert.equal(await log.next('data'), 'new\n');
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs >= 300, `took ${tookMs} ms`);
});

test('swallowed answers do not arrive, and frames do', async (t) => {
  const { network, dial, log, accepted } = await world(t);
  network.fault('swallow-answers', TO_THE_END_MS);
  await network.counts();
  const device = dial();
  device.socket.write(FRAME);
  const socket = await accepted();
  assert.equal(await log.next('data'), FRAME);
  socket.end('{"ack":0}\r\n');
  await device.log.next('end');
  assert.deepEqual(device.log.names, ['end']);
  assert.equal((await network.counts()).bytesSwallowed, 11);
});

test('it refuses who comes, lets go on who is there, and listens again on its port', async (t) => {
  const { network, dial, log } = await world(t);
  const standing = dial();
  standing.socket.write('before\n');
  assert.equal(await log.next('data'), 'before\n');
  network.fault('refuse', 300);
  await network.counts();
  assert.equal(await dial().log.next('error'), 'ECONNREFUSED');
  standing.socket.write('meanwhile\n');
  assert.equal(await log.next('data'), 'meanwhile\n');
  while (!(await accepts(network.port)));
});

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
