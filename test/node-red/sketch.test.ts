import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, type TestContext, test } from 'node:test';
import { ARTICLE_RHYTHM, ArticleSketch, type Rhythm } from './article-sketch';
import { freePort } from './free-port';
import { LiveFlow, receiver } from './live-flow';

const FAST: Rhythm = { pauseMs: 5, refusedPauseMs: 20 };
let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

function powerUp(t: TestContext, port: number, rhythm: Rhythm): ArticleSketch {
  const sketch = new ArticleSketch(port, rhythm);
  t.after(() => sketch.stop());
  return sketch;
}

test("the article's sketch gives numbers in its own rhythm, with no function node", async (t) => {
  const port = await freePort();
  await flow.deploy([]);
  const sketch = powerUp(t, port, ARTICLE_RHYTHM);
  await once(sketch, 'refused');
  const refusedAt = Date.now();
  await flow.deploy([receiver({ port })]);
  assert.deepEqual(await flow.readings.payloads(3), [0, 1, 2]);
  for (const [index, expectedMs] of [2000, 3000, 4000].entries()) {
    const afterMs = (flow.readings.seen[index]?.timestamp ?? 0) - refusedAt;
    assert.ok(afterMs > expectedMs - 100 && afterMs < expectedMs + 900, `reading ${index} came after ${afterMs} ms`);
  }
});

test('a sketch that finds no server skips no number', async (t) => {
  const port = await freePort();
  await flow.deploy([]);
  const sketch = powerUp(t, port, FAST);
  for (let refusals = 0; refusals < 3; refusals++) await once(sketch, 'refused');
  assert.equal(sketch.counter, 0);
  await flow.deploy([receiver({ port })]);
  assert.deepEqual(await flow.readings.payloads(5), [0, 1, 2, 3, 4]);
});

test('over an outage every number arrives or is told as missed', async (t) => {
  const port = await flow.receive({ counterMode: 'always' });
  const sketch = powerUp(t, port, FAST);
  await flow.readings.payloads(10);
  await flow.act('stop');
  await once(sketch, 'refused');
  await flow.act('start');
  const { payload } = await flow.readings.next(({ payload }) => (payload as number) > 20);
  const missed = flow.readings.seen.reduce((sum, message) => sum + (message.missed ?? 0), 0);
  assert.equal(
    flow.readings.seen.findIndex((message) => message.payload === payload) + 1 + missed,
    Number(payload) + 1,
  );
});

test('a sketch that was power-cycled begins its count anew', async (t) => {
  const port = await flow.receive();
  const first = powerUp(t, port, FAST);
  await flow.readings.payloads(10);
  first.stop();
  powerUp(t, port, FAST);
  const { payload, device } = await flow.event('restart');
  assert.deepEqual(Object.keys(payload as object), ['last']);
  assert.equal(device?.id, '127.0.0.1');
});
