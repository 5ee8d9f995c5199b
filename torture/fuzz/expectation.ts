import type { WitnessedReading } from '../node-red/witness';
import type { Due, KnownDevices } from './known-devices';
import { type Meaning, type MeantReport, meanings } from './meaning';

/** A reading that a client has sent. */
interface SentReading {
  due: Due;
  /** Each as JSON; it must be one of them. */
  payloads: string[];
  /** Absent of a plain frame. */
  name?: { id: string; boot: number; seq: number };
}

/** What one client sends. */
export interface Sent {
  bytes: Buffer;
  /** Closed cleanly, so that all of it arrives; a reset may take back what is under way. */
  isWhole: boolean;
  key: string | undefined;
}

/** What must come of all that one client sends, in order, and what came of it so far. */
export class Expectation {
  /** Lines with a meaning to the server, and among them those that are reports in good order. */
  readonly lines: number;
  readonly reports: number;
  private acks: number[] | undefined = [];
  /** The server hangs up in the middle; it may keep to itself the answers that were not on their way yet. */
  private isCutShort = false;
  private readonly readings: SentReading[] = [];
  private next = 0;
  /** From here on nobody can say whether the server still listens. */
  private isUncertain: boolean;

  constructor({ bytes, isWhole, key }: Sent, known: KnownDevices) {
    this.isUncertain = !isWhole;
    if (!isWhole) this.acks = undefined;
    const meant = meanings(bytes, { isWhole, key });
    this.lines = meant.length;
    this.reports = meant.filter(({ kind }) => kind === 'report').length;
    this.isCutShort = !meant.every((meaning) => this.expect(meaning, known, key !== undefined));
  }

  /** How many readings have to come. */
  get mustCome(): number {
    return this.readings.filter(({ due }) => due === 'must').length;
  }

  /** Files a reading that came; what is wrong about it, if anything. */
  take(reading: WitnessedReading): string | undefined {
    for (let index = this.next; index < this.readings.length; index++) {
      const sent = this.readings[index] as SentReading;
      if (isSame(sent, reading)) {
        this.next = index + 1;
        return undefined;
      }
      if (sent.due === 'must') return `expected ${shown(sent)}, got ${JSON.stringify(reading)}`;
    }
    return `nobody sent ${JSON.stringify(reading)}`;
  }

  /** What is wrong about the numbers that were acknowledged, in this order. */
  wrongAcks(got: number[]): string[] {
    if (this.acks === undefined) return [];
    const expected = this.isCutShort ? this.acks.slice(0, got.length) : this.acks;
    return expected.join() === got.join() ? [] : [`expected the acks ${expected}, got ${got}`];
  }

  /** What has still to come. */
  missing(): string[] {
    return this.readings
      .slice(this.next)
      .flatMap((sent) => (sent.due === 'must' ? [`${shown(sent)} did not come`] : []));
  }

  /** False when nothing counts any more that follows. */
  private expect(meaning: Meaning, known: KnownDevices, isSigned: boolean): boolean {
    if (meaning.kind === 'last') return false;
    if (meaning.kind === 'plain') this.add({ due: 'must', payloads: meaning.payloads });
    const name = meaning.kind === 'report' ? meaning.report : meaning.kind === 'refused' ? meaning.name : undefined;
    if (isSigned && name !== undefined) {
      const isOver = known.isOver(name);
      if (isOver) return false;
      this.isUncertain ||= isOver === undefined;
    }
    if (meaning.kind === 'report') this.expectReport(meaning.report, known);
    return true;
  }

  private expectReport(report: MeantReport, known: KnownDevices): void {
    const due = known.hear(report);
    for (const [index, payloads] of report.payloads.entries()) {
      const name = { id: report.id, boot: report.boot, seq: report.seq + index };
      this.add({ due: due[index] ?? 'may', payloads, name });
    }
    if (this.isUncertain || due.includes('may')) this.acks = undefined;
    this.acks?.push(report.seq + report.payloads.length - 1);
  }

  private add(reading: SentReading): void {
    if (reading.due === 'never') return;
    this.readings.push(this.isUncertain ? { ...reading, due: 'may' } : reading);
  }
}

function isSame({ payloads, name }: SentReading, { id, boot, seq, payload, ip }: WitnessedReading): boolean {
  const isNamed = name === undefined ? boot === undefined && id === ip : isSameName(name, { id, boot, seq });
  return isNamed && payloads.includes(JSON.stringify(payload));
}

function isSameName(name: object, other: { id: string; boot?: number | undefined; seq?: number | undefined }): boolean {
  return JSON.stringify(name) === JSON.stringify(other);
}

function shown({ payloads, name }: SentReading): string {
  return name === undefined ? `${payloads[0]}` : `${name.id} ${name.boot} ${name.seq}: ${payloads[0]}`;
}
