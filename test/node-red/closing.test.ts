import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { ArticleSketch } from './article-sketch';
import { closed, connect, received } from './client';
import { LiveFlow } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

const TIME_WAIT = '06';

/** The connections of this machine in TIME_WAIT whose own side is 127.0.0.1 and `port`: those that it closed first. */
async function closedFirstBy(port: number): Promise<string[]> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8')));
  const suffix = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return tables
    .flatMap((table) => table.split('\n'))
    .filter((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      return local.endsWith(suffix) && state === TIME_WAIT;
    });
}

test('our side closes only after the client has', async (t) => {
  const client = await connect(t, await flow.receive(), { allowHalfOpen: true });
  received(client);
  client.write('42\r\n');
  await flow.readings.payloads(1);
  assert.equal(client.readableEnded, false);
  const ended = once(client, 'end');
  client.end();
  await ended;
});

test('an answer comes before our side closes, to a client that has closed already', async (t) => {
  const client = await connect(t, await flow.receive(), { allowHalfOpen: true });
  const answer = received(client);
  client.end('{"id":"a","boot":1,"seq":0,"age":0,"every":0,"readings":[42]}\r\n');
  await once(client, 'end');
  assert.equal(answer(), '{"ack":0}\r\n');
});

test('TIME_WAIT is left to the chips', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  const port = await flow.receive();
  const sketch = new ArticleSketch(port, { pauseMs: 0, refusedPauseMs: 0 });
  t.after(() => sketch.stop());
  await flow.readings.payloads(50);
  sketch.stop();
  const lingering = await connect(t, port);
  lingering.write('x');
  await flow.act('stop');
  await closed(lingering);
  assert.deepEqual(await closedFirstBy(port), []);
});
