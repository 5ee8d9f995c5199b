import { formatAnswer, type Report } from '../../protocol/report';
import { Confirmations, type ReportRange } from './confirmations';
import type { Device } from './device';
import type { DeviceTracker } from './device-tracker';
import type { DeviceEvent, Heard } from './heard';
import type { FrameAnswer } from './late-answers';

/** When a report is answered: as soon as the flow has its readings, or when the flow has confirmed all of them. */
export type AnswerWhen = 'handed' | 'confirmed';

export interface AnswerSettings {
  answerWhen: AnswerWhen;
  /** How long the flow may take to confirm a reading, in ms. */
  confirmTimeoutMs: number;
}

/** Which reading: no two have the same three, ever. */
export interface ReadingName {
  id: string;
  boot: number;
  seq: number;
}

/** Answers reports when their readings are safe, whatever that means for this node. */
export class ReportAnswers {
  /** Undefined where what the flow has is safe. */
  private readonly confirmations: Confirmations | undefined;

  constructor(
    { answerWhen, confirmTimeoutMs }: AnswerSettings,
    private readonly tracker: DeviceTracker,
  ) {
    this.confirmations = answerWhen === 'confirmed' ? new Confirmations(confirmTimeoutMs) : undefined;
  }

  /** Whether a report may be taken now; there is a limit to what may wait for the flow. */
  hasRoomFor({ id, boot }: Report): boolean {
    if (this.confirmations === undefined) return true;
    return this.confirmations.hasRoomFor(this.tracker.reportingDevice(id)?.bootOf(boot));
  }

  /** The answer to the report that was `heard` at `now` (ms). To be asked before the flow gets its readings. */
  answerTo({ seq: from, readings }: Report, heard: Heard, now: number): FrameAnswer {
    const range = { from, to: from + readings.length - 1 };
    if (this.confirmations === undefined) return formatAnswer({ ack: range.to });
    return this.answerConfirmed(this.confirmations, heard, { range, now });
  }

  /** Files that the flow has confirmed a reading; false when that was never heard. */
  confirm({ id, boot: number, seq }: ReadingName): boolean {
    const boot = this.tracker.reportingDevice(id)?.bootOf(number);
    if (boot === undefined) return false;
    return this.confirmations === undefined ? boot.sequence.has(seq) : this.confirmations.confirm(boot, seq);
  }

  /** What was not confirmed in time. */
  sweep(now: number): { device: Device; event: DeviceEvent }[] {
    return this.confirmations?.sweep(now) ?? [];
  }

  /** Leaves unanswered what waits. */
  clear(): void {
    this.confirmations?.clear();
  }

  private answerConfirmed(
    confirmations: Confirmations,
    heard: Heard,
    { range, now }: { range: ReportRange; now: number },
  ): Promise<string | undefined> {
    return new Promise((resolve) => {
      const settle = (isConfirmed: boolean) => resolve(isConfirmed ? formatAnswer({ ack: range.to }) : undefined);
      confirmations.expect(heard, range, { now, settle });
    });
  }
}
