import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ledger, payloadOf, type TakenBoot, type ToldEvent } from '../torture/ledger';
import { judge } from '../torture/verdict';

const ID = 'esp8266-5ccf7f000001';

/** One device: what it took in each boot, the numbers that are stored of each, and what the flow was told. */
interface Story {
  boots: TakenBoot[];
  stored: Record<number, number[]>;
  told?: [topic: string, payload: Record<string, unknown>][];
  changed?: Partial<Ledger>;
}

/** Boot 7 took 0 to 4 and ended, boot 8 took 0 and 1 and runs. */
const ENDED = { boot: 7, taken: 5, isLast: false };
const RUNS = { boot: 8, taken: 2, isLast: true };

const ACCEPTED: (Story & { title: string; announcedLost?: number; unknownLosses?: number })[] = [
  { title: 'everything is stored', boots: [{ ...RUNS, taken: 3 }], stored: { 8: [0, 1, 2] } },
  { title: 'a boot took nothing', boots: [{ ...ENDED, taken: 0 }, RUNS], stored: { 8: [0, 1] } },
  { title: 'a reading was taken after the count', boots: [RUNS], stored: { 8: [0, 1, 2] } },
  {
    title: 'the device had to drop what is missing',
    boots: [{ ...RUNS, taken: 6 }],
    stored: { 8: [0, 5] },
    told: [['gap', { missed: 4, from: 1, to: 4, lost: 4 }]],
    announcedLost: 4,
  },
  {
    title: 'a gap is told again, and longer, after a restart of Node-RED',
    boots: [{ ...RUNS, taken: 6 }],
    stored: { 8: [5] },
    told: [
      ['gap', { missed: 4, from: 1, to: 4, lost: 4 }],
      ['gap', { missed: 5, from: 0, to: 4, lost: 5 }],
    ],
    announcedLost: 5,
  },
  {
    title: 'a boot that ended has a gap, and the next one too',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 4], 8: [1] },
    told: [
      ['gap', { missed: 2, from: 2, to: 3, lost: 2 }],
      ['restart', { boot: 8, previousBoot: 7, last: 4, missed: 0 }],
      ['gap', { missed: 1, from: 0, to: 0, lost: 1 }],
    ],
    announcedLost: 3,
  },
  {
    title: 'a restart says that it does not know',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 7, last: 1, unknown: true }]],
    unknownLosses: 3,
  },
  {
    title: 'a restart says how many they are at most',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 7, last: 1, unknown: true, atMost: 3 }]],
    unknownLosses: 3,
  },
  {
    title: 'a restart tells of what the flow had not confirmed',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 7, last: 4, missed: 0, unconfirmed: 3 }]],
    announcedLost: 2,
  },
  {
    title: 'a boot that nobody heard was skipped over',
    boots: [{ ...ENDED, boot: 6 }, ENDED, RUNS],
    stored: { 6: [0, 1, 2], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 6, last: 2, unknown: true }]],
    unknownLosses: 7,
  },
  {
    title: 'a boot was heard again after the next, and its end is told twice',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2, 3], 8: [0, 1] },
    told: [
      ['restart', { boot: 8, previousBoot: 7, last: 1, missed: 0 }],
      ['restart', { boot: 7, previousBoot: 8, last: 0, missed: 0 }],
      ['restart', { boot: 8, previousBoot: 7, last: 3, unknown: true }],
    ],
    unknownLosses: 1,
  },
  {
    title: 'a reading came again that was never confirmed',
    boots: [RUNS],
    stored: { 8: [0, 1] },
    changed: { repeated: [{ id: ID, boot: 8, seq: 0, wasConfirmed: false }] },
  },
];

for (const { title, announcedLost = 0, unknownLosses = 0, ...story } of ACCEPTED) {
  test(`accepted: ${title}`, () => {
    const readings = story.boots.reduce((sum, { taken }) => sum + taken, 0);
    assert.deepEqual(judge(ledgerOf(story)), { violations: [], readings, announcedLost, unknownLosses });
  });
}

const REFUSED: (Story & { title: string; violation: string })[] = [
  {
    title: 'a running boot misses readings, and nobody told',
    boots: [{ ...RUNS, taken: 4 }],
    stored: { 8: [0, 2] },
    violation: 'boot 8: numbers 1, 3 not stored, and no gap tells of it',
  },
  {
    title: 'a gap does not say that the device dropped it',
    boots: [{ ...RUNS, taken: 3 }],
    stored: { 8: [0, 2] },
    told: [['gap', { missed: 1, from: 1, to: 1 }]],
    violation: 'boot 8: number 1 not stored, and no gap tells of it',
  },
  {
    title: 'the device dropped fewer than are missing',
    boots: [{ ...RUNS, taken: 4 }],
    stored: { 8: [0, 3] },
    told: [['gap', { missed: 2, from: 1, to: 2, lost: 1 }]],
    violation: 'boot 8: number 2 not stored, and no gap tells of it',
  },
  {
    title: 'the gap was one of another boot',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2, 3, 4], 8: [1] },
    told: [
      ['gap', { missed: 1, from: 0, to: 0, lost: 1 }],
      ['restart', { boot: 8, previousBoot: 7, last: 4, missed: 0 }],
    ],
    violation: 'boot 8: number 0 not stored, and no gap tells of it',
  },
  {
    title: 'the end of a boot was never told',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2], 8: [0, 1] },
    violation: 'boot 7: numbers 3, 4 not stored, and no restart tells of it',
  },
  {
    title: 'a restart says that nothing is missing',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 7, last: 2, missed: 0 }]],
    violation: 'boot 7: 2 beyond 2 not stored, and the restart tells of 0',
  },
  {
    title: 'more is missing than a restart says at most',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 7, last: 2, unknown: true, atMost: 1 }]],
    violation: 'boot 7: 2 beyond 2 not stored, and the restart tells of at most 1',
  },
  {
    title: 'what was heard is missing, and fewer were unconfirmed',
    boots: [ENDED, RUNS],
    stored: { 7: [0, 1, 2], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 7, last: 4, unknown: true, unconfirmed: 1 }]],
    violation: 'boot 7: numbers 3, 4 not stored, and the restart tells of 1',
  },
  {
    title: 'a boot that nobody heard was skipped over in silence',
    boots: [{ ...ENDED, boot: 6, taken: 1 }, ENDED, RUNS],
    stored: { 6: [0], 8: [0, 1] },
    told: [['restart', { boot: 8, previousBoot: 6, last: 0, missed: 0 }]],
    violation: 'boot 7: numbers 0, 1, 2, 3, 4 not stored, and no restart tells of it',
  },
  {
    title: 'a boot that ended gave more than it took',
    boots: [{ ...ENDED, taken: 1 }, RUNS],
    stored: { 7: [0, 1], 8: [0, 1] },
    violation: 'boot 7: number 1 is stored and was never taken',
  },
  {
    title: 'a boot is stored that never was',
    boots: [RUNS],
    stored: { 8: [0, 1], 9: [0] },
    violation: 'boot 9: number 0 is stored and was never taken',
  },
  {
    title: 'a reading is stored with what another number read',
    boots: [{ ...RUNS, taken: 1 }],
    stored: {},
    changed: { stored: [{ id: ID, boot: 8, seq: 0, payload: payloadOf(ID, 8, 1) }] },
    violation: 'boot 8: number 0 is stored as 254 and was taken as 253',
  },
  {
    title: 'a reading is stored twice',
    boots: [RUNS],
    stored: { 8: [0, 0, 1] },
    violation: 'boot 8: number 0 is stored twice',
  },
  {
    title: 'a reading came again that had been confirmed',
    boots: [RUNS],
    stored: { 8: [0, 1] },
    changed: { repeated: [{ id: ID, boot: 8, seq: 1, wasConfirmed: true }] },
    violation: 'boot 8: number 1 came again after it had been confirmed',
  },
];

for (const { title, violation, ...story } of REFUSED) {
  test(`a violation: ${title}`, () => {
    assert.deepEqual(judge(ledgerOf(story)).violations, [`${ID} ${violation}`]);
  });
}

test('what one device was told does not excuse another', () => {
  const other = 'esp8266-5ccf7f000002';
  const ledger = ledgerOf({ boots: [RUNS], stored: { 8: [1] } });
  ledger.events.push({ id: other, topic: 'gap', payload: { missed: 1, from: 0, to: 0, lost: 1 } });
  assert.deepEqual(judge(ledger).violations, [`${ID} boot 8: number 0 not stored, and no gap tells of it`]);
});

function ledgerOf({ boots, stored, told = [], changed = {} }: Story): Ledger {
  const events: ToldEvent[] = told.map(([topic, payload]) => ({ id: ID, topic, payload }));
  const rows = Object.entries(stored).flatMap(([boot, seqs]) =>
    seqs.map((seq) => ({ id: ID, boot: Number(boot), seq, payload: payloadOf(ID, Number(boot), seq) })),
  );
  return { taken: new Map([[ID, boots]]), stored: rows, repeated: [], events, ...changed };
}
