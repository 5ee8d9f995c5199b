import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeRedProcess } from '../../demo/node-red-process';
import { freePort } from './free-port';
import { InsistentChip } from './insistent-chip';
import { confirmer, type Properties, receiver } from './live-flow';

const PACKAGE_FOLDER = resolve(__dirname, '../../..');
const LIVES = 5;
/** Long enough to be within any of what happens to some reading. */
const LONGEST_LIFE_MS = 400;

/** A flow that stores readings in a file, then confirms them, and notes in another file what is confirmed: `life id seq`. */
function storingFlow(folder: string, port: number, properties: Properties): Properties[] {
  const file = (id: string, next: string[]) => ({
    id,
    type: 'file',
    filename: join(folder, id),
    filenameType: 'str',
    appendNewline: true,
    overwriteFile: 'false',
    encoding: 'none',
    wires: [next],
  });
  const func = "msg.payload = [env.get('LIFE'), msg.device.id, msg.seq].join(' '); return msg;";
  const nodes = [
    receiver({ port, answerWhen: 'confirmed', wires: [['note'], []], ...properties }),
    { id: 'note', type: 'function', func, wires: [['stored']] },
    file('stored', ['confirmer']),
    confirmer(),
    { id: 'done', type: 'complete', scope: ['confirmer'], wires: [['confirmed']] },
    file('confirmed', []),
  ];
  return [{ id: 'flow', type: 'tab' }, ...nodes.map((node) => ({ z: 'flow', x: 0, y: 0, ...node }))];
}

/** Node-RED lives several times, is killed each time but the last, and all of its chips are answered in the end. */
async function live(t: TestContext, properties: Properties = {}): Promise<{ folder: string; chips: InsistentChip[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'killed-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const chips = ['a', 'b', 'c'].map((id) => new InsistentChip(id, port));
  t.after(() => chips.forEach((chip) => void chip.stop()));
  const context = { module: 'localfilesystem', config: { dir: folder, cache: false } };
  for (let life = 1; life <= LIVES; life++) {
    const nodeRed = await NodeRedProcess.start({
      packages: { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER },
      flows: storingFlow(folder, port, properties),
      settings: { contextStorage: { default: context } },
      port: 0,
      env: { LIFE: `${life}` },
    });
    if (life < LIVES) await pause(Math.random() * LONGEST_LIFE_MS);
    else await Promise.all(chips.map((chip) => chip.finish()));
    await nodeRed.stop('SIGKILL');
  }
  return { folder, chips };
}

/** The lines `life id seq` of a file. */
async function lines(folder: string, name: string): Promise<{ life: number; reading: string }[]> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  return [...text.matchAll(/^(\d+) (\w+ \d+)$/gm)].map(([, life, reading = '']) => ({ life: Number(life), reading }));
}

/** What the flow got although it had been confirmed in an earlier life. */
async function comeTwice(folder: string): Promise<string[]> {
  const confirmedIn = new Map<string, number>();
  for (const { life, reading } of (await lines(folder, 'confirmed')).reverse()) confirmedIn.set(reading, life);
  const stored = await lines(folder, 'stored');
  return stored
    .filter(({ life, reading }) => life > (confirmedIn.get(reading) ?? LIVES))
    .map(({ life, reading }) => `${reading} in life ${life}, confirmed in ${confirmedIn.get(reading)}`);
}

const PATIENCE = { timeout: 90_000 };

test('a killed Node-RED misses no reading, and gets none again that was confirmed', PATIENCE, async (t) => {
  const { folder, chips } = await live(t);
  const stored = new Set((await lines(folder, 'stored')).map(({ reading }) => reading));
  for (const [index, id] of ['a', 'b', 'c'].entries()) {
    const taken = chips[index]?.next ?? 0;
    assert.ok(taken > 200, `chip ${id} took ${taken} readings`);
    for (let seq = 0; seq < taken; seq++) assert.ok(stored.has(`${id} ${seq}`), `${id} ${seq} is missing`);
  }
  assert.deepEqual(await comeTwice(folder), []);
});
