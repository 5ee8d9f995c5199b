import type { Report } from '../../protocol/report';
import { payloadOf, type TakenBoot } from '../../torture/ledger';
import type { Random } from './random';

const INTERVAL_MS = 1000;
const PATIENCE_MS = 5000;
const REST_MS = 2000;
const MAX_QUEUED = 12;
const MAX_A_REPORT = 4;

/** A report on its way, or its answer; of a connection that its chip may have left. */
export interface Packet {
  chip: ModelChip;
  report: Report;
  line?: string;
}

/** A chip that sends at least once: it keeps readings until they are answered, and drops the oldest when it has too many. */
export class ModelChip {
  readonly taken: TakenBoot[] = [];
  isOn = false;
  /** Whether it takes readings while it is on. */
  isTaking = true;
  /** Which power-up it is. */
  boot = 100;
  private queue: { seq: number; takenAt: number }[] = [];
  private next = 0;
  private lost = 0;
  private intervalMs = INTERVAL_MS;
  private nextBeatAt = 0;
  private sent: { report: Report; deadline: number } | undefined;
  private restsUntil = 0;

  constructor(
    readonly id: string,
    private readonly random: Random,
  ) {}

  /** Readings that wait to be answered. */
  get queued(): number {
    return this.queue.length;
  }

  powerOn(now: number): void {
    this.isOn = true;
    this.boot += 1;
    this.taken.push({ boot: this.boot, taken: 0, isLast: true });
    Object.assign(this, { queue: [], next: 0, lost: 0, intervalMs: INTERVAL_MS, sent: undefined, restsUntil: 0 });
    this.nextBeatAt = now + this.intervalMs;
  }

  powerOff(): void {
    this.isOn = false;
    const last = this.taken.at(-1);
    if (last !== undefined) last.isLast = false;
  }

  /** Takes a reading when one is due, and gives the report that it sends, if it does. */
  act(now: number): Packet | undefined {
    if (!this.isOn) return undefined;
    // a beat that comes late does not shift the next
    while (this.isTaking && now >= this.nextBeatAt && this.random.chance(0.9)) this.takeReading(now);
    if (this.sent !== undefined && now >= this.sent.deadline) this.giveUp(now);
    if (this.sent !== undefined || this.queue.length === 0 || now < this.restsUntil) return undefined;
    this.sent = { report: this.report(now), deadline: now + PATIENCE_MS };
    return { chip: this, report: this.sent.report };
  }

  /** Hears an answer, which counts only on the connection that it waits on. */
  hear({ report, line = '' }: Packet): void {
    if (this.sent?.report !== report) return;
    const { ack, set } = JSON.parse(line) as { ack: number; set?: { interval: number } };
    const to = Math.min(ack, report.seq + report.readings.length - 1);
    this.queue = this.queue.filter(({ seq }) => seq > to);
    this.intervalMs = set?.interval ?? this.intervalMs;
    this.sent = undefined;
  }

  private takeReading(now: number): void {
    this.queue.push({ seq: this.next++, takenAt: now });
    this.nextBeatAt += this.intervalMs;
    if (this.nextBeatAt <= now) this.nextBeatAt = now + this.intervalMs / 2; // beats are skipped, not stacked
    const last = this.taken.at(-1);
    if (last !== undefined) last.taken = this.next;
    if (this.queue.length <= MAX_QUEUED) return;
    this.queue.shift();
    this.lost += 1;
  }

  private giveUp(now: number): void {
    this.sent = undefined;
    this.restsUntil = now + REST_MS;
  }

  private report(now: number): Report {
    const [oldest = { seq: 0, takenAt: now }] = this.queue;
    const spaced = this.queue.findIndex(
      ({ takenAt }, index) => Math.abs(takenAt - oldest.takenAt - index * this.intervalMs) >= this.intervalMs / 2,
    );
    const block = this.queue.slice(0, Math.min(spaced < 0 ? MAX_A_REPORT : spaced, MAX_A_REPORT));
    const { id, boot, lost } = this;
    const every = block.length > 1 ? this.intervalMs : 0;
    const readings = block.map(({ seq }) => payloadOf(id, boot, seq));
    return { id, boot, seq: oldest.seq, age: now - oldest.takenAt, every, readings, lost };
  }
}
