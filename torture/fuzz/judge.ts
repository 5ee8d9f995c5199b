import { createHmac } from 'node:crypto';
import { openSync, readSync } from 'node:fs';
import type { WitnessedReading } from '../node-red/witness';
import type { Spoken } from './client';
import type { Conversation } from './conversation';
import { Expectation } from './expectation';
import { KnownDevices } from './known-devices';

/** What was held against each other so far. */
export interface Judged {
  /** Lines that the server had to make something of, and reports among them. */
  lines: number;
  reports: number;
  /** Readings that the flow got, and those that it had to get. */
  readings: number;
  due: number;
  acks: number;
}

/** More violations than anybody reads. */
const MOST_VIOLATIONS = 50;

/** Holds what the flow got against what was sent. */
export class Judge {
  readonly judged: Judged = { lines: 0, reports: 0, readings: 0, due: 0, acks: 0 };
  readonly violations: string[] = [];
  private readonly known = new KnownDevices();
  /** By address; what a reset took back may come a round late. */
  private now = new Map<string, Expectation>();
  private before = new Map<string, Expectation>();
  private readonly record: Lines;

  constructor(
    file: string,
    private readonly key: string | undefined,
  ) {
    this.record = new Lines(file);
  }

  /** Begins a round in which `conversations` are held. */
  expect(conversations: Conversation[]): void {
    this.known.nextRound();
    this.before = this.now;
    this.now = new Map();
    for (const { address, bytes, isWhole } of conversations) {
      const expectation = new Expectation({ bytes, isWhole, key: this.key }, this.known);
      this.now.set(address, expectation);
      this.judged.lines += expectation.lines;
      this.judged.reports += expectation.reports;
      this.judged.due += expectation.mustCome;
    }
  }

  /** Ends the round: `spoken` is what came of the conversation from each address, `size` (bytes) that of the record. */
  settle(spoken: Map<string, Spoken>, size: number): void {
    for (const line of this.record.upTo(size)) this.take(JSON.parse(line));
    for (const [address, expectation] of this.now) {
      const { answers = '', failure } = spoken.get(address) ?? {};
      const acks = acksIn(answers, this.key);
      this.judged.acks += acks.length;
      const wrong = [
        ...expectation.missing(),
        ...expectation.wrongAcks(acks),
        ...(failure === undefined ? [] : [failure]),
      ];
      for (const violation of wrong) this.violate(`${address}: ${violation}`);
    }
  }

  private take(reading: WitnessedReading): void {
    this.judged.readings++;
    const expectation = this.now.get(reading.ip) ?? this.before.get(reading.ip);
    const violation = expectation === undefined ? `nobody sent ${JSON.stringify(reading)}` : expectation.take(reading);
    if (violation !== undefined) this.violate(`${reading.ip}: ${violation}`);
  }

  private violate(violation: string): void {
    if (this.violations.length < MOST_VIOLATIONS) this.violations.push(violation);
  }
}

/** The numbers acknowledged in `answers`, of which only those count that are signed where there is a key. */
function acksIn(answers: string, key: string | undefined): number[] {
  return answers.split('\r\n').flatMap((line) => {
    const text = key === undefined ? line : line.slice(0, -SIGNATURE_CHARACTERS);
    const isSigned = key === undefined || line.endsWith(` ${createHmac('sha1', key).update(text).digest('hex')}`);
    const ack = /^\{"ack":(\d+)/.exec(text)?.[1];
    return isSigned && ack !== undefined ? [Number(ack)] : [];
  });
}

const SIGNATURE_CHARACTERS = 41;

/** A file that grows by lines. */
class Lines {
  private readonly file: number;
  private position = 0;

  constructor(path: string) {
    this.file = openSync(path, 'a+');
  }

  /** Those that came since the last call, when the file has `size` bytes. */
  upTo(size: number): string[] {
    const bytes = Buffer.alloc(size - this.position);
    readSync(this.file, bytes, 0, bytes.length, this.position);
    this.position = size;
    return bytes.toString().split('\n').slice(0, -1);
  }
}
