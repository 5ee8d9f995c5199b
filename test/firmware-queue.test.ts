import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFirmwareModule } from './firmware-module';

interface Block {
  seq: number;
  takenAt: number;
  every: number;
  count: number;
  text: string;
}

interface Queue {
  readonly blocks: Block[];
  readonly nextSeq: number;
  readonly lost: number;
  addReading(json: string, takenAt: number, every: number, room: number): void;
  forgetUpTo(seq: number): number;
  loseUpTo(seq: number): void;
}

const ROOM = 400;

/** A fresh queue, with the readings 10, 11, 12 … taken every second from 5000 ms on. */
function queueWith(readings: number): { queue: Queue; printed: string[] } {
  const { exports: queue, printed } = loadFirmwareModule<Queue>('queue');
  for (let index = 0; index < readings; index++) queue.addReading(`${10 + index}`, 5000 + index * 1000, 1000, ROOM);
  return { queue, printed };
}

/** The blocks as plain objects of this world. */
function blocksOf(queue: Queue): Block[] {
  return structuredClone([...queue.blocks].map((block) => ({ ...block })));
}

test('readings in step share a block', () => {
  const { queue } = queueWith(3);
  assert.deepEqual(blocksOf(queue), [{ seq: 0, takenAt: 5000, every: 1000, count: 3, text: '10\n11\n12' }]);
});

test('a reading up to half an interval late is still in step, a later one starts a block', () => {
  const { queue } = queueWith(1);
  queue.addReading('11', 6499, 1000, ROOM);
  queue.addReading('12', 7501, 1000, ROOM);
  assert.deepEqual(
    blocksOf(queue).map(({ seq, takenAt, count }) => [seq, takenAt, count]),
    [
      [0, 5000, 2],
      [2, 7501, 1],
    ],
  );
});

test('a new interval starts a block', () => {
  const { queue } = queueWith(2);
  queue.addReading('12', 7000, 500, ROOM);
  assert.deepEqual(
    blocksOf(queue).map(({ seq, every }) => [seq, every]),
    [
      [0, 1000],
      [2, 500],
    ],
  );
});

test('a block never holds more than a packet has room for', () => {
  const { queue } = queueWith(0);
  for (let index = 0; index < 5; index++) queue.addReading('"12345678"', index * 1000, 1000, 32);
  assert.deepEqual(
    blocksOf(queue).map(({ text }) => text.length),
    [32, 21],
  );
});

test('a reading that fits no packet is null, one that just fits is not', () => {
  const { queue } = queueWith(0);
  queue.addReading('"12345678"', 0, 1000, 10);
  queue.addReading('"123456789"', 1000, 1000, 10);
  assert.deepEqual(
    blocksOf(queue).map(({ text }) => text),
    ['"12345678"', 'null'],
  );
});

test('an ack in the middle of a block leaves the rest with its number and its time', () => {
  const { queue } = queueWith(5);
  assert.equal(queue.forgetUpTo(1), 2);
  assert.deepEqual(blocksOf(queue), [{ seq: 2, takenAt: 7000, every: 1000, count: 3, text: '12\n13\n14' }]);
});

test('an ack of what is gone forgets nothing, one of everything forgets all', () => {
  const { queue } = queueWith(5);
  queue.forgetUpTo(1);
  assert.equal(queue.forgetUpTo(1), 0);
  assert.equal(queue.forgetUpTo(99), 3);
  assert.deepEqual([queue.blocks.length, queue.nextSeq, queue.lost], [0, 5, 0]);
});

test('after everything was forgotten the numbers go on', () => {
  const { queue } = queueWith(2);
  queue.forgetUpTo(1);
  queue.addReading('12', 7000, 1000, ROOM);
  assert.deepEqual(blocksOf(queue), [{ seq: 2, takenAt: 7000, every: 1000, count: 1, text: '12' }]);
});

test('what is dropped unsent is counted and told', () => {
  const { queue, printed } = queueWith(5);
  queue.loseUpTo(2);
  queue.loseUpTo(2);
  assert.deepEqual([queue.lost, queue.blocks[0]?.seq], [3, 3]);
  assert.deepEqual(printed, ['lost 3', 'lost 3']);
});

test('when the queue is full the oldest reading goes and the newest stays', () => {
  const { queue, printed } = queueWith(1000);
  const waiting = blocksOf(queue);
  assert.equal(waiting[0]?.seq, queue.lost);
  assert.equal(
    waiting.reduce((sum, { count }) => sum + count, 0),
    1000 - queue.lost,
  );
  assert.match(waiting.at(-1)?.text ?? '', /\n1009$/);
  assert.equal(printed.at(-1), `lost ${queue.lost}`);
});

/** Readings that fill the queue in different shapes: small and in step, each out of step, large, mixed. */
const MIXES: [name: string, json: (index: number) => string, takenAt: (index: number) => number][] = [
  ['digits in step', () => '7', (index) => index * 1000],
  ['digits out of step', () => '7', (index) => index * 1000 + (index % 2) * 700],
  ['long texts', () => `"${'x'.repeat(300)}"`, (index) => index * 1000],
  ['long and short', (index) => (index % 5 ? '7' : `"${'x'.repeat(398)}"`), (index) => index * 1000],
];

for (const [name, json, takenAt] of MIXES) {
  test(`a full queue of ${name} keeps its limit, its order and its count`, () => {
    const { queue } = queueWith(0);
    for (let index = 0; index < 2000; index++) {
      queue.addReading(json(index), takenAt(index), 1000, ROOM);
      const blocks = blocksOf(queue);
      const cost = blocks.reduce((sum, { text }) => sum + text.length + 112, 0);
      assert.ok(cost <= 1300, `${cost} characters`);
      let next = queue.lost;
      for (const { seq, count, text } of blocks) {
        assert.deepEqual([seq, text.split('\n').length], [next, count]);
        next = seq + count;
      }
      assert.equal(next, queue.nextSeq);
    }
  });
}
