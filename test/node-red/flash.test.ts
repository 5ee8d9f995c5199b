import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort } from './free-port';
import { flasher, LiveFlow, type Properties, receiver } from './live-flow';

const KEY = 'the key of this year';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start({ CHIP_KEY: KEY });
});
after(() => flow.stop());

/** What a job that went well sends. */
interface Result {
  ok: boolean;
  device: string;
  espruino: { version: string };
  phaseMs: Record<string, number>;
  firstReading: { payload: number };
  log: string[];
}

const DONE = 'Done: the program runs, and its first reading is in the flow.';

test('a press on a blank simulated board ends with its counter in the flow', async () => {
  const port = await freePort();
  const credentials = { wifiPassword: 'open sesame' };
  const settings = { port: 'simulated', serverPort: port, interval: '50', credentials };
  await flow.deploy([receiver({ port }), flasher(settings)]);
  await flow.event('listening');
  await flow.inject('flasher', {});
  const { payload, topic } = await flow.results.next();
  const { ok, device, espruino, phaseMs, firstReading } = payload as Result;
  assert.deepEqual([topic, ok, espruino.version, typeof firstReading.payload], ['install', true, '2v29', 'number']);
  assert.deepEqual(Object.keys(phaseMs), [
    'connect',
    'identify',
    'fetch',
    'write',
    'verify',
    'boot',
    'upload',
    'start',
    'first-reading',
  ]);
  assert.deepEqual(flow.progress.seen.at(-1)?.payload, { phase: 'first-reading', percent: 100, text: DONE });
  assert.deepEqual(await flow.readings.payloads(3), [0, 1, 2]);
  assert.equal(flow.readings.seen[0]?.device?.id, device);
  const told = [flow.results.seen, flow.progress.seen, flow.statuses.seen, flow.process.log];
  assert.ok(!JSON.stringify(told).includes('sesame'));
});

test('a simulated board that was flashed streams on after a deploy', async () => {
  const port = await freePort();
  const nodes = [receiver({ port }), flasher({ port: 'simulated', serverPort: port, interval: '50' })];
  await flow.deploy(nodes);
  await flow.event('listening');
  await flow.inject('flasher', {});
  await flow.results.next();
  await flow.deploy(nodes);
  assert.equal(typeof (await flow.readings.next()).payload, 'number');
});

test('where nobody listens the job ends at once, and says so', async () => {
  await flow.deploy([flasher({ port: 'simulated', serverPort: await freePort() })]);
  await flow.inject('flasher', {});
  const { advice, ok } = (await flow.results.next()).payload as Properties;
  assert.deepEqual([ok, advice], [true, 'no-listener']);
  assert.equal((await flow.status('done')).fill, 'yellow');
});

test('a reading that fails on the chip is no success without a word', async () => {
  const port = await freePort();
  const settings = { port: 'simulated', serverPort: port, interval: '50', reading: 'nosuch.thing()' };
  await flow.deploy([receiver({ port }), flasher(settings)]);
  await flow.event('listening');
  await flow.inject('flasher', {});
  const { advice, fault, firstReading } = (await flow.results.next()).payload as Properties;
  assert.deepEqual([advice, (firstReading as Properties).payload], ['reading-fails', null]);
  assert.match(String(fault), /nosuch.* is not defined/);
  assert.equal((await flow.status('reading fails')).fill, 'yellow');
});

/** Flashes the simulated board with `key` for a receiving node with `other`; gives the result. */
async function flashWith(key: string, other: string): Promise<Properties> {
  const port = await freePort();
  const settings = { port: 'simulated', serverPort: port, interval: '50', credentials: { key } };
  await flow.deploy([receiver({ port, credentials: { key: other } }), flasher(settings)]);
  await flow.event('listening');
  await flow.inject('flasher', {});
  return (await flow.results.next()).payload as Properties;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Node-RED's notation for an environment variable
const VARIABLE = '${CHIP_KEY}';

test('a board that was flashed with the key of the receiving node is heard, and nothing tells the key', async () => {
  const { ok, firstReading } = await flashWith(VARIABLE, VARIABLE);
  assert.deepEqual([ok, typeof (firstReading as Properties).payload], [true, 'number']);
  assert.deepEqual(await flow.readings.payloads(3), [0, 1, 2]);
  const told = [flow.results.seen, flow.progress.seen, flow.statuses.seen, flow.events.seen, flow.process.log];
  assert.ok(!JSON.stringify(told).includes(KEY));
});

const APART: [what: string, key: string, other: string, advice: string, refusals: string[]][] = [
  ['another key than', 'the key of last year', KEY, 'wrong-key', ['not-signed']],
  ['no key, unlike', '', KEY, 'key-missing', ['not-signed']],
  ['a key, unlike', KEY, '', 'key-only-on-chip', []],
];
for (const [what, key, other, advice, refusals] of APART) {
  test(`a board that was flashed with ${what} the receiving node: the job says so`, async () => {
    const result = await flashWith(key, other);
    assert.deepEqual([result.ok, result.advice, result.firstReading], [true, advice, undefined]);
    assert.equal((await flow.status('done')).fill, 'yellow');
    const refused = flow.events.seen.filter(({ topic }) => topic === 'refused');
    assert.deepEqual([...new Set(refused.map(({ payload }) => (payload as Properties).reason))], refusals);
  });
}

test('progress comes at most four times a second, with words, and the last of it is the last phase', async () => {
  await flow.deploy([flasher({ port: 'simulated', serverPort: await freePort(), erase: true })]);
  const begin = performance.now();
  await flow.inject('flasher', {});
  await flow.results.next();
  const { seen } = flow.progress;
  const payloads = seen.map(({ payload }) => payload as { phase: string; text: string });
  assert.ok(seen.length <= 2 + (performance.now() - begin) / 250, `${seen.length} messages`);
  assert.equal(payloads[0]?.text, 'Connecting to the chip');
  assert.equal(payloads.at(-1)?.phase, 'first-reading');
});
