import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceStore } from '../nodes/esp8266-tcp-in/device-store';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import type { FrameAnswer } from '../nodes/esp8266-tcp-in/late-answers';
import { ReportAnswers } from '../nodes/esp8266-tcp-in/report-answers';
import { KeptValues } from './kept-values';

const PEER = { ip: '192.168.4.1', port: 4097 };
const PATIENCE_MS = 4000;

/** A tracker over `values`, and answers that wait for the flow unless told otherwise. */
class Host {
  readonly tracker: DeviceTracker;
  readonly store: DeviceStore;
  readonly answers: ReportAnswers;

  constructor(answerWhen: 'handed' | 'confirmed' = 'confirmed', values = new KeptValues(), maxDevices = 3) {
    this.tracker = new DeviceTracker({ counterMode: 'auto', offlineAfterMs: 60_000, maxDevices });
    this.store = new DeviceStore(values, () => {});
    this.answers = new ReportAnswers({ answerWhen, confirmTimeoutMs: PATIENCE_MS }, this.tracker, this.store);
  }

  /** One that knows what is kept in `values`, as after a restart. */
  static async restored(values: KeptValues, answerWhen: 'handed' | 'confirmed' = 'confirmed'): Promise<Host> {
    const host = new Host(answerWhen, values);
    host.tracker.restore(await host.store.load());
    return host;
  }

  /** The readings `from` to `to` of device `a` come at `now`; gives the numbers that the flow gets. */
  report(
    from: number,
    to: number,
    { now = 0, boot = 7, lost = 0, id = 'a' } = {},
  ): { emitted: unknown[]; events: object[]; answer: FrameAnswer } {
    const readings = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const report = { id, boot, seq: from, age: 0, every: 0, readings, lost };
    const heard = this.tracker.heardReport(report, readings, PEER, now);
    const answer = this.answers.answerTo(report, heard, now);
    const emitted = heard.readings.map(({ seq, isAgain }) => (isAgain ? `${seq} again` : seq));
    return { emitted, events: heard.events, answer };
  }

  confirm(...numbers: number[]): boolean[] {
    return numbers.map((seq) => this.answers.confirm({ id: 'a', boot: 7, seq }, () => {}));
  }

  sweep(now: number): object[] {
    return this.answers.sweep(now).map(({ event }) => event);
  }
}

/** What is answered by now. */
async function state(answer: FrameAnswer): Promise<string> {
  return (await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, 'waits'))])) as string;
}

test('where the flow need not confirm a report is answered at once', () => {
  assert.equal(new Host('handed').report(0, 2).answer, '{"ack":2}\r\n');
});

test('a report is answered when all of its readings are confirmed, in whatever order', async () => {
  const host = new Host();
  const { emitted, answer } = host.report(0, 2);
  assert.deepEqual(emitted, [0, 1, 2]);
  assert.deepEqual(host.confirm(2, 0), [true, true]);
  assert.equal(await state(answer), 'waits');
  host.confirm(1);
  assert.equal(await answer, '{"ack":2}\r\n');
});

test('a copy that confirms once more does no harm, and what was never heard is not known', () => {
  const host = new Host();
  host.report(0, 1);
  assert.deepEqual(host.confirm(0, 0, 9), [true, true, false]);
  assert.equal(
    host.answers.confirm({ id: 'a', boot: 8, seq: 0 }, () => {}),
    false,
  );
  assert.equal(
    host.answers.confirm({ id: 'b', boot: 7, seq: 0 }, () => {}),
    false,
  );
});

test('what is not confirmed in time is told and not answered', async () => {
  const host = new Host();
  const { answer } = host.report(10, 13);
  host.confirm(10, 12);
  assert.deepEqual(host.sweep(PATIENCE_MS - 1), []);
  assert.deepEqual(host.sweep(PATIENCE_MS), [{ event: 'unconfirmed', count: 2, from: 11, to: 13 }]);
  assert.equal(await answer, undefined);
  assert.deepEqual(host.sweep(2 * PATIENCE_MS), []);
});

test('sent again, only what was not confirmed reaches the flow again', async () => {
  const host = new Host();
  host.report(10, 13);
  host.confirm(10, 12);
  host.sweep(PATIENCE_MS);
  const { emitted, answer } = host.report(10, 14, { now: 7000 });
  assert.deepEqual(emitted, ['11 again', '13 again', 14]);
  host.confirm(11, 13, 14);
  assert.equal(await answer, '{"ack":14}\r\n');
});

test('what was confirmed late is not given to the flow again', async () => {
  const host = new Host();
  host.report(0, 1);
  host.sweep(PATIENCE_MS);
  host.confirm(0, 1);
  const { emitted, answer } = host.report(0, 1, { now: 7000 });
  assert.deepEqual(emitted, []);
  assert.equal(await answer, '{"ack":1}\r\n');
});

test('a report that comes again while the first waits is given to the flow once, and both are answered', async () => {
  const host = new Host();
  const first = host.report(0, 1);
  const second = host.report(0, 1, { now: 2000 });
  assert.deepEqual(second.emitted, []);
  host.confirm(0, 1);
  assert.deepEqual([await first.answer, await second.answer], ['{"ack":1}\r\n', '{"ack":1}\r\n']);
});

test('no answer covers an earlier reading that still waits', async () => {
  const host = new Host();
  host.report(0, 1);
  const { answer } = host.report(2, 3, { now: 10 });
  host.confirm(2, 3);
  assert.equal(await state(answer), 'waits');
  host.confirm(0, 1);
  assert.equal(await answer, '{"ack":3}\r\n');
});

test('what the chip has dropped meanwhile is told as lost and waited for no more', async () => {
  const host = new Host();
  host.report(0, 4);
  host.confirm(2);
  host.sweep(PATIENCE_MS);
  const { answer, events } = host.report(4, 5, { now: 7000, lost: 4 });
  assert.deepEqual(events, [
    { event: 'gap', missed: 2, from: 0, to: 1, lost: 2 },
    { event: 'gap', missed: 1, from: 3, to: 3, lost: 1 },
  ]);
  host.confirm(4, 5);
  assert.equal(await answer, '{"ack":5}\r\n');
  assert.deepEqual(host.report(3, 3).emitted, [3]);
});

test('what was dropped of a power-up that is over is waited for if it comes late after all', async () => {
  const host = new Host();
  host.report(0, 1);
  host.sweep(PATIENCE_MS);
  host.report(0, 0, { boot: 8, now: 7000 });
  assert.deepEqual(
    host.report(2, 3, { now: 8000, lost: 2 }).events.map((event) => Object.values(event)[0]),
    ['restart'],
  );
  const { emitted, answer } = host.report(0, 1, { now: 9000 });
  assert.deepEqual(emitted, [0, 1]);
  assert.equal(await state(answer), 'waits');
});

test('what the chip no longer sends although it dropped nothing was answered before', async () => {
  const host = new Host();
  host.report(0, 1);
  host.sweep(PATIENCE_MS);
  const { answer, events } = host.report(2, 3, { now: 7000 });
  assert.deepEqual(events, []);
  host.confirm(2, 3);
  assert.equal(await answer, '{"ack":3}\r\n');
});

test('readings of the power-up before can still be confirmed', async () => {
  const host = new Host();
  const { answer } = host.report(0, 0);
  host.report(0, 0, { boot: 8 });
  assert.deepEqual(host.confirm(0), [true]);
  assert.equal(await answer, '{"ack":0}\r\n');
});

test('a restart tells what the flow had not confirmed, once, and it may still confirm it', async () => {
  const host = new Host();
  const { answer } = host.report(0, 3);
  host.confirm(0);
  const { events } = host.report(0, 0, { boot: 8 });
  assert.deepEqual(events[0], { event: 'restart', boot: 8, previousBoot: 7, last: 3, unknown: true, unconfirmed: 3 });
  assert.deepEqual(host.confirm(1, 2), [true, true]);
  assert.deepEqual(host.sweep(PATIENCE_MS), [{ event: 'unconfirmed', count: 1, from: 0, to: 0 }]);
  assert.equal(await answer, undefined);
});

test('a restart after one of Node-RED tells what the flow had not confirmed before', async () => {
  const values = new KeptValues();
  const before = new Host('confirmed', values);
  before.report(0, 3);
  before.confirm(0);
  before.store.write();
  const { events } = (await Host.restored(values)).report(0, 0, { boot: 8 });
  assert.deepEqual(events[1], { event: 'restart', boot: 8, previousBoot: 7, last: 3, unknown: true, unconfirmed: 3 });
});

test('when too much waits nothing more is taken until some of it is confirmed', async () => {
  const host = new Host();
  const { answer } = host.report(0, 4999);
  const report = { id: 'a', boot: 7, seq: 5000, age: 0, every: 0, readings: [1], lost: 0 };
  assert.equal(host.answers.hasRoomFor(report, PEER), false);
  assert.equal(host.answers.hasRoomFor({ ...report, boot: 8 }, PEER), true);
  host.confirm(0);
  assert.equal(host.answers.hasRoomFor(report, PEER), true);
  host.answers.clear();
  assert.equal(await answer, undefined);
});

test('what was not confirmed is taken again however much that is', () => {
  const host = new Host();
  host.report(0, 4999);
  host.sweep(PATIENCE_MS);
  const again = { id: 'a', boot: 7, seq: 0, age: 0, every: 0, readings: [1, 2], lost: 0 };
  assert.equal(host.answers.hasRoomFor(again, PEER), true);
  assert.equal(host.answers.hasRoomFor({ ...again, seq: 4999 }, PEER), false);
});

test('whoever has a hundred thousand readings wait leaves room for everybody else', async () => {
  const host = new Host('confirmed', new KeptValues(), 100);
  for (let device = 0; device < 20; device++) host.report(0, 4999, { id: `hoard-${device}` });
  const report = { id: 'a', boot: 7, seq: 0, age: 0, every: 0, readings: [1], lost: 0 };
  assert.equal(host.answers.hasRoomFor(report, PEER), false);
  assert.equal(host.answers.hasRoomFor(report, { ip: '192.168.4.2', port: 4097 }), true);
  host.sweep(PATIENCE_MS);
  assert.equal(host.answers.hasRoomFor(report, PEER), true);
});

test('a report of more readings than may wait is not taken', () => {
  const readings = Array.from({ length: 5001 }, () => 1);
  const report = { id: 'a', boot: 7, seq: 0, age: 0, every: 0, readings, lost: 0 };
  assert.equal(new Host().answers.hasRoomFor(report, PEER), false);
  assert.equal(new Host().answers.hasRoomFor({ ...report, readings: readings.slice(1) }, PEER), true);
});

test('of all readings not confirmed 200,000 are kept, and the devices heard longest ago begin anew', async () => {
  const values = new KeptValues();
  const host = new Host('confirmed', values, 1000);
  for (let chip = 0; chip < 42; chip++) host.report(0, 4999, { id: `chip-${chip}`, now: chip * PATIENCE_MS });
  host.sweep(41 * PATIENCE_MS);
  host.store.write();
  const held = host.tracker.list().filter(({ unconfirmedCount }) => unconfirmedCount > 0);
  assert.deepEqual([held.length, held[0]?.id], [40, 'chip-2']);
  assert.match(
    JSON.parse(values.texts.get('device_chip_2d0') ?? '""'),
    /"last":-1,"lost":0,"missing":\[\],"unconfirmed":\[\]/,
  );
  const again = host.report(0, 1, { id: 'chip-0' });
  assert.deepEqual(again.emitted, [0, 1]);
  assert.equal(await state(again.answer), 'waits');
});

test('the highest numbers that there are are confirmed, kept and answered like any', async () => {
  const values = new KeptValues();
  const highest = Number.MAX_SAFE_INTEGER;
  const before = new Host('confirmed', values);
  before.report(highest - 1, highest);
  before.confirm(highest - 1);
  before.store.write();
  const host = await Host.restored(values);
  const { emitted, answer } = host.report(highest - 1, highest);
  assert.deepEqual(emitted, [`${highest} again`]);
  host.confirm(highest);
  assert.equal(await answer, `{"ack":${highest}}\r\n`);
  assert.deepEqual(host.report(0, 0, { boot: highest }).events[0], {
    event: 'restart',
    boot: highest,
    previousBoot: 7,
    last: highest,
    unknown: true,
  });
});

test('no answer leaves before what it depends on is written', async () => {
  const values = new KeptValues();
  const host = new Host('confirmed', values);
  values.isSlow = true;
  const { answer } = host.report(0, 1);
  let isFiled = false;
  host.confirm(0);
  host.answers.confirm({ id: 'a', boot: 7, seq: 1 }, () => (isFiled = true));
  assert.equal(await state(answer), 'waits');
  assert.equal(isFiled, false);
  values.release();
  assert.equal(await answer, '{"ack":1}\r\n');
  assert.equal(isFiled, true);
});

test('what could not be written is not answered, and answered when it comes again and can be', async () => {
  const values = new KeptValues();
  const host = new Host('confirmed', values);
  values.failure = new Error('disk full');
  const { answer } = host.report(0, 1);
  host.confirm(0, 1);
  assert.equal(await answer, undefined);
  values.failure = undefined;
  const again = host.report(0, 1, { now: 7000 });
  assert.deepEqual(again.emitted, []);
  assert.equal(await again.answer, '{"ack":1}\r\n');
});

test('after a restart the flow gets what it had not confirmed, and nothing that it had', async () => {
  const values = new KeptValues();
  const before = new Host('confirmed', values);
  before.report(0, 3);
  before.confirm(0, 2);
  before.store.write();
  const host = await Host.restored(values);
  assert.deepEqual(host.confirm(3), [true]);
  const { emitted, answer } = host.report(0, 4);
  assert.deepEqual(emitted, ['1 again', 4]);
  host.confirm(1, 4);
  assert.equal(await answer, '{"ack":4}\r\n');
});

test('after a deploy the flow may confirm what it got before, and does not get it again', async () => {
  const values = new KeptValues();
  const before = new Host('confirmed', values);
  before.report(0, 1);
  before.answers.keepUnconfirmed();
  await before.store.close();
  const host = await Host.restored(values);
  assert.deepEqual(host.confirm(0), [true]);
  assert.deepEqual(host.report(0, 1).emitted, ['1 again']);
});

test('a restart is told of a device that the flow has confirmed nothing of', async () => {
  const values = new KeptValues();
  const before = new Host('confirmed', values);
  before.report(0, 1);
  before.store.write();
  const { events } = (await Host.restored(values)).report(0, 0, { boot: 9 });
  assert.deepEqual(events[1], { event: 'restart', boot: 9, previousBoot: 7, last: 1, unknown: true, unconfirmed: 2 });
});

test('what was left unconfirmed is given to the flow again when it need no more confirm', async () => {
  const values = new KeptValues();
  const before = new Host('confirmed', values);
  before.report(0, 1);
  before.confirm(0);
  before.store.write();
  const host = await Host.restored(values, 'handed');
  const { emitted, answer } = host.report(0, 1);
  assert.deepEqual([emitted, answer], [['1 again'], '{"ack":1}\r\n']);
  assert.deepEqual(host.report(0, 1).emitted, []);
});

test('what the flow had before a restart it does not get again', async () => {
  const values = new KeptValues();
  const before = new Host('handed', values);
  before.report(0, 5);
  before.report(8, 9, { boot: 8 });
  await before.store.close();
  const host = await Host.restored(values, 'handed');
  assert.deepEqual(host.report(8, 10, { boot: 8 }).emitted, [10]);
  assert.deepEqual(host.report(0, 6, { boot: 7 }).emitted, [6]);
});
