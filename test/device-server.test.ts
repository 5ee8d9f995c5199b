import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { client, listen, open, over } from './logged-server';

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
  const { log } = open(t, { port: (holder.address() as AddressInfo).port });
  await log.next('failed port-busy');
  holder.close();
  await log.next('listening');
});

test('an address that this machine has not is told by name', async (t) => {
  const { log } = open(t, { bindAddress: '192.0.2.77' });
  await log.next('failed no-such-address');
});

test('closed while it waits to try again, it does not try again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { port } = await listen(t);
  const { server, log } = open(t, { port });
  await log.next('failed port-busy');
  await server.close();
  t.mock.timers.tick(3_600_000);
  await open(t, { port }).log.next('failed port-busy');
  assert.deepEqual(log.names, ['failed port-busy']);
});
