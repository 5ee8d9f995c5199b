import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceStore } from '../nodes/esp8266-tcp-in/device-store';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import { ReportAnswers } from '../nodes/esp8266-tcp-in/report-answers';
import { KeptValues } from './kept-values';

const PEER = { ip: '192.168.4.1', port: 4097 };

/** Answers at once, and knows when which report of device `a` came. */
class Host {
  readonly tracker = new DeviceTracker({ counterMode: 'auto', offlineAfterMs: 60_000, maxDevices: 3 });
  readonly store: DeviceStore;
  readonly answers: ReportAnswers;
  private seq = 0;

  constructor(values = new KeptValues()) {
    this.store = new DeviceStore(values, () => {});
    this.answers = new ReportAnswers({ answerWhen: 'handed', confirmTimeoutMs: 4000 }, this.tracker, this.store);
  }

  /** The next one, as after a restart of Node-RED. */
  async next(values: KeptValues): Promise<Host> {
    const host = new Host(values);
    host.tracker.restore(await host.store.load());
    host.seq = this.seq;
    return host;
  }

  /** A report at `now`: its answer, and what became known. */
  report(now: number, every = 0): [unknown, string[]] {
    const readings = every > 0 ? [1, 2] : [1];
    const report = { id: 'a', boot: 7, seq: this.seq, age: 0, every, readings, lost: 0 };
    this.seq += readings.length;
    const heard = this.tracker.heardReport(report, readings, PEER, now);
    const answer = this.answers.answerTo(report, heard, now);
    return [answer, heard.events.map(({ event }) => event)];
  }
}

test('settings travel with every answer until a report shows them', () => {
  const host = new Host();
  for (const now of [0, 1000, 2000]) host.report(now);
  assert.equal(host.answers.wish('a', { interval: 500 }), true);
  const withSettings = '{"ack":3,"set":{"interval":500}}\r\n';
  assert.deepEqual(host.report(3010), [withSettings, []]);
  assert.deepEqual(host.report(3500), [withSettings.replace('3', '4'), []]);
  assert.deepEqual(host.report(4020), ['{"ack":5}\r\n', ['settings-taken']]);
});

test('a report of several readings tells its spacing itself', () => {
  const host = new Host();
  host.answers.wish('a', { interval: 500 });
  host.report(0);
  assert.deepEqual(host.report(1000, 1000)[1], []);
  assert.deepEqual(host.report(2000, 500)[1], ['settings-taken']);
});

test('a chip that goes on as before has taken nothing, whatever was known of it and however small the change', () => {
  const [unknown, known] = [new Host(), new Host()];
  unknown.answers.wish('a', { interval: 800 });
  for (const now of [0, 1000, 2000, 3000]) assert.deepEqual(unknown.report(now)[1], now === 0 ? ['online'] : []);
  for (const now of [0, 1000, 2000]) known.report(now);
  known.answers.wish('a', { interval: 1040 });
  for (const now of [3000, 4000, 5000]) assert.deepEqual(known.report(now)[1], []);
  assert.deepEqual(
    [6040, 7080].map((now) => known.report(now)[1]),
    [[], ['settings-taken']],
  );
});

test('settings wait over a restart until they are taken, and no longer', async () => {
  const values = new KeptValues();
  const before = new Host(values);
  for (const now of [0, 1000, 2000]) before.report(now);
  before.answers.wish('a', { interval: 500 });
  const host = await before.next(values);
  assert.equal(host.report(3000)[0], '{"ack":3,"set":{"interval":500}}\r\n');
  assert.deepEqual(host.report(3500), ['{"ack":4}\r\n', ['settings-taken']]);
  host.store.write();
  assert.equal((await host.next(values)).report(4000)[0], '{"ack":5}\r\n');
});

test('settings for a chip that was never heard wait over restarts', async () => {
  const values = new KeptValues();
  const before = new Host(values);
  before.answers.wish('a', { interval: 500 });
  const host = await (await before.next(values)).next(values);
  assert.equal(host.answers.hears('a'), false);
  assert.equal(host.report(0)[0], '{"ack":0,"set":{"interval":500}}\r\n');
  host.tracker.reset();
  assert.equal(host.report(1000)[0], '{"ack":1}\r\n');
});

test('settings do not pass for taken before an interval was seen', async () => {
  const values = new KeptValues();
  const before = new Host(values);
  for (const now of [0, 1000]) before.report(now);
  before.answers.wish('a', { interval: 10 });
  const host = await before.next(values);
  host.report(2000);
  assert.deepEqual(host.report(3000)[1], []);
});

test('later settings replace earlier ones', () => {
  const host = new Host();
  for (const interval of [500, 200]) host.answers.wish('a', { interval });
  assert.equal(host.report(0)[0], '{"ack":0,"set":{"interval":200}}\r\n');
});

test('settings are kept for a thousand chips that were never heard and no more', () => {
  const { answers } = new Host();
  for (let chip = 0; chip < 1000; chip++) assert.equal(answers.wish(`chip-${chip}`, { interval: 500 }), true);
  assert.equal(answers.wish('one-more', { interval: 500 }), false);
  assert.equal(answers.wish('chip-1', { interval: 100 }), true);
});
