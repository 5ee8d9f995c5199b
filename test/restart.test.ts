import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceTracker } from '../nodes/esp8266-tcp-in/device-tracker';
import type { DeviceEvent } from '../nodes/esp8266-tcp-in/heard';
import type { Report } from '../protocol/report';

const PEER = { ip: '192.168.4.1', port: 4097 };
const SETTINGS = { counterMode: 'auto', offlineAfterMs: 60_000, maxDevices: 3 } as const;

/** Hears device `a`, whose boot 7 takes number n at second n and sends it at once, unless told otherwise. */
class Host {
  private now = 0;
  /** What the machine's sleep, or a person, has added to the wall clock, ms. */
  sleptMs = 0;
  readonly tracker = new DeviceTracker(
    SETTINGS,
    () => {},
    () => 1e12 + this.now + this.sleptMs,
  );

  report(second: number, change: Partial<Report> = {}): DeviceEvent[] {
    this.now = second * 1000;
    const whole = { id: 'a', boot: 7, seq: second, age: 0, every: 0, readings: [21.5], lost: 0, ...change };
    return this.tracker.heardReport(whole, whole.readings, PEER, this.now).events;
  }

  /** Numbers 0 to `last` of boot 7, each in its second. */
  heardUpTo(last: number): this {
    for (let second = 0; second <= last; second++) this.report(second);
    return this;
  }

  /** What the restart says of losses when number 0 of the `boot` was taken `age` ms before that second. */
  loss(second: number, { boot = 8, seq = 0, ...change }: Partial<Report> = {}): object | undefined {
    const told = this.report(second, { boot, seq, ...change }).find(({ event }) => event === 'restart');
    const { event, boot: to, previousBoot, last, ...loss } = told as DeviceEvent & { event: 'restart' };
    return loss;
  }
}

test('what the chip may have taken before it restarted is told by its own interval', () => {
  // Number 9 was sent after 8 was answered, so it was taken after second 8: within 12 s and 5 % come 13 more.
  assert.deepEqual(new Host().heardUpTo(9).loss(20), { unknown: true, atMost: 13 });
});

test('readings that waited on the chip are as old as it says', () => {
  const host = new Host().heardUpTo(9);
  host.report(30, { seq: 10, age: 20_000, every: 1000, readings: [1, 2] });
  host.report(30.1, { seq: 12, age: 18_100 });
  assert.deepEqual(host.loss(31), { unknown: true, atMost: 21 });
});

test('what was taken before the new count began is not counted from when it is heard', () => {
  const late = { age: 100_000, every: 1000, readings: [1, 2] };
  assert.deepEqual(new Host().heardUpTo(9).loss(110, late), { unknown: true, atMost: 7 });
  assert.deepEqual(new Host().heardUpTo(9).loss(110, { ...late, seq: 60, age: 40_000, lost: 60 }), {
    unknown: true,
    atMost: 7,
  });
});

test('a report that was held up in the network does not make the loss look smaller', () => {
  const host = new Host().heardUpTo(9);
  host.report(30, { seq: 10, age: 3000, every: 1000, readings: [1, 2, 3, 4] }); // sent at second 13
  assert.deepEqual(host.loss(31, { age: 16_000 }), { unknown: true, atMost: 8 });
});

test('after a report that was not answered the times of the one before count', () => {
  const host = new Host().heardUpTo(9);
  host.report(10, { seq: 9, age: 1000, every: 1000, readings: [1, 2] });
  host.report(11, { seq: 9, age: 2000, every: 1000, readings: [1, 2, 3] });
  assert.deepEqual(host.loss(14), { unknown: true, atMost: 7 });
});

test('nothing is lost when no reading fell due before the new count began', () => {
  const host = new Host();
  for (const minute of [0, 1, 2, 3]) host.report(minute * 60, { seq: minute });
  host.report(300, { seq: 4, age: 60_000 });
  host.report(300.1, { seq: 5, age: 100 });
  assert.deepEqual(host.loss(310), { missed: 0 });
});

test('settings that may have reached the chip count', () => {
  const host = new Host().heardUpTo(9);
  const boot = host.tracker.reportingDevice('a')?.currentBoot;
  if (boot !== undefined) boot.askedIntervalMs = 100;
  assert.deepEqual(host.loss(20), { unknown: true, atMost: 120 });
});

const UNKNOWN: [string, (host: Host) => object | undefined][] = [
  ['nobody knows the interval', (host) => host.heardUpTo(2).loss(5)],
  ['boots were skipped', (host) => host.heardUpTo(9).loss(20, { boot: 9 })],
  [
    'readings come in no beat',
    (host) => {
      for (const [seq, second] of [0, 1, 5, 6, 20].entries()) host.report(second, { seq });
      return host.loss(21);
    },
  ],
  [
    'the machine slept meanwhile',
    (host) => {
      host.heardUpTo(9).sleptMs = 3_600_000;
      return host.loss(10);
    },
  ],
  [
    'the machine slept before the last report',
    (host) => {
      host.heardUpTo(9).sleptMs = 3_600_000;
      host.report(10);
      return host.loss(11);
    },
  ],
];
for (const [fact, loss] of UNKNOWN)
  test(`how much was lost is not known when ${fact}`, () => assert.deepEqual(loss(new Host()), { unknown: true }));

test('back in the power-up before nothing is lost, and neither when it goes forward again', () => {
  const host = new Host().heardUpTo(9);
  host.report(20, { boot: 8, seq: 0 });
  assert.deepEqual(host.loss(21, { boot: 7, seq: 10 }), {});
  assert.deepEqual(host.loss(22, { boot: 8, seq: 1 }), {});
});

test('after a late report of the power-up before, a new one follows the newest', () => {
  const host = new Host().heardUpTo(9);
  host.report(20, { boot: 8, seq: 0 });
  host.report(21, { boot: 7, seq: 10 });
  const told = { event: 'restart', boot: 9, previousBoot: 8, last: 0, unknown: true };
  assert.deepEqual(host.report(22, { boot: 9, seq: 0 }), [told]);
});
