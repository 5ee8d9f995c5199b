import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { ServerSettings } from '../nodes/esp8266-tcp-in/device-server';
import { client, listen, over } from './logged-server';
import { received } from './node-red/client';

/** A server that answers the frames `1`, `2` … when it is told to, and any other at once with itself. */
async function patient(t: TestContext, change: Partial<ServerSettings> = {}) {
  const waiting = new Map<string, (answer: string | undefined) => void>();
  const answerTo = (frame: string) =>
    /^\d/.test(frame) ? new Promise<string | undefined>((resolve) => waiting.set(frame, resolve)) : `${frame}\n`;
  const { log, port, server } = await listen(t, change, answerTo);
  const answer = (frame: string) => waiting.get(frame)?.(`${frame}\n`);
  const giveUp = (frame: string) => waiting.get(frame)?.(undefined);
  return { log, port, server, answer, giveUp };
}

test('answers leave in the order of their frames', async (t) => {
  const { log, port, answer } = await patient(t);
  const socket = await client(t, port);
  const text = received(socket);
  socket.write('1\n2\nx\n3\n');
  await log.next('frame 3');
  for (const frame of ['3', '2', '1']) answer(frame);
  while (text() !== '1\n2\nx\n3\n') await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
});

test('a client that has closed its side waits for its answer and gets it', async (t) => {
  const { log, port, answer } = await patient(t);
  const socket = await client(t, port);
  const text = received(socket);
  socket.end('1\n2');
  await log.next('frame 2 incomplete');
  answer('1');
  answer('2');
  await over(socket);
  assert.equal(text(), '1\n2\n');
});

test('after a frame that gets no answer no other on that connection is answered', async (t) => {
  const { log, port, answer, giveUp } = await patient(t);
  const socket = await client(t, port);
  const text = received(socket);
  socket.end('1\n2\n3\nx\n');
  await log.next('frame x');
  for (const frame of ['3', '1']) answer(frame);
  giveUp('2');
  await over(socket);
  assert.equal(text(), '1\n');
});

test('with fifty frames waiting for their answers no more are handed on until one is answered', async (t) => {
  const { log, port, answer } = await patient(t);
  const [flood, other] = [await client(t, port), await client(t, port)];
  flood.write(Array.from({ length: 200 }, (_, index) => `${index}\n`).join(''));
  await log.next('frame 49');
  for (let turn = 0; turn < 3; turn++) {
    other.write('x\n');
    await log.next('frame x');
  }
  assert.equal(log.names.includes('frame 50'), false);
  answer('0');
  await log.next('frame 50');
  for (let frame = 1; frame < 200; frame++) {
    if (frame > 50) await log.next(`frame ${frame}`);
    answer(`${frame}`);
  }
});

test('a client that waits for an answer is not idle', async (t) => {
  const { log, port, answer } = await patient(t, { idleTimeoutMs: 100 });
  const [waiting, idle] = [await client(t, port), await client(t, port)];
  waiting.write('1\n');
  await log.next('frame 1');
  await over(idle);
  answer('1');
  assert.equal(String((await once(waiting, 'data'))[0]), '1\n');
});

test('when the server closes, what waits is not answered', async (t) => {
  const { log, port, server, answer } = await patient(t);
  const socket = await client(t, port);
  const text = received(socket);
  socket.write('1\n');
  await log.next('frame 1');
  const closed = over(socket);
  await server.close();
  answer('1');
  await closed;
  assert.equal(text(), '');
});
