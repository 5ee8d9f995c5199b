import { formatAnswer, type Report } from '../../protocol/report';
import type { ReadingName, RunningSettings } from '../../protocol/safe-reading';
import { Confirmations, type ReportRange } from './confirmations';
import type { Device, Peer } from './device';
import type { DeviceStore } from './device-store';
import type { DeviceTracker } from './device-tracker';
import type { DeviceEvent, Heard } from './heard';
import type { FrameAnswer } from './late-answers';
import { settingsForAnswer, settingsTakenBy, wish } from './wishes';

/** When a report is answered: as soon as the flow has its readings, or when the flow has confirmed all of them. */
export type AnswerWhen = 'handed' | 'confirmed';

export interface AnswerSettings {
  answerWhen: AnswerWhen;
  /** How long the flow may take to confirm a reading, in ms. */
  confirmTimeoutMs: number;
}

/** Answers reports when their readings are safe, whatever that means for this node. */
export class ReportAnswers {
  /** Undefined where what the flow has is safe. */
  private readonly confirmations: Confirmations | undefined;

  constructor(
    { answerWhen, confirmTimeoutMs }: AnswerSettings,
    private readonly tracker: DeviceTracker,
    private readonly store: DeviceStore,
  ) {
    this.confirmations = answerWhen === 'confirmed' ? new Confirmations(confirmTimeoutMs) : undefined;
  }

  /** Whether a report may be taken now from that client; there is a limit to what may wait for the flow. */
  hasRoomFor(report: Report, { ip }: Peer): boolean {
    if (this.confirmations === undefined) return true;
    const boot = this.tracker.reportingDevice(report.id)?.bootOf(report.boot);
    return this.confirmations.hasRoomFor(boot, rangeOf(report), ip);
  }

  /** The answer to the report that was `heard` at `now` (ms). To be asked before the flow gets its readings. */
  answerTo(report: Report, heard: Heard, now: number): FrameAnswer {
    const range = rangeOf(report);
    // Kept even if the flow confirms nothing of it: that it restarted could not be told of a device that nobody knows.
    if (heard.events[0]?.event === 'online') this.store.mark(heard.device);
    if (heard.device.wish !== undefined) this.tellTaken(heard, report);
    if (this.confirmations === undefined) {
      this.store.mark(heard.device);
      return this.ack(heard.device, range);
    }
    return this.answerConfirmed(this.confirmations, heard, { range, now });
  }

  /** Files that the flow has confirmed a reading, and calls `filed` then; false when that was never heard. */
  confirm({ id, boot: number, seq }: ReadingName, filed: (error?: Error) => void): boolean {
    const device = this.tracker.reportingDevice(id);
    const boot = device?.bootOf(number);
    if (device === undefined || !boot?.sequence.has(seq)) return false;
    if (boot.unconfirmed?.has(seq)) {
      this.store.mark(device); // before the answer asks whether all is written
      if (this.confirmations === undefined) boot.unconfirmed.delete(seq);
      else this.confirmations.confirm(boot, seq);
    }
    if (this.confirmations === undefined) filed();
    else this.store.afterWrite(filed);
    return true;
  }

  /** What was not confirmed in time. Of all that was not, no more than can be is kept. */
  sweep(now: number): { device: Device; event: DeviceEvent }[] {
    if (this.confirmations === undefined) return [];
    for (const device of this.tracker.limitUnconfirmed()) this.store.mark(device);
    return this.confirmations.sweep(now);
  }

  /** Leaves unanswered what waits. */
  clear(): void {
    this.confirmations?.clear();
  }

  /** Has kept what is on its way through the flow, for the node that takes over: there it may be confirmed yet. */
  keepUnconfirmed(): void {
    for (const device of this.tracker.reportingDevices()) if (device.unconfirmedCount > 0) this.store.mark(device);
  }

  /** Whether a device of that id has sent a report. */
  hears(id: string): boolean {
    return this.tracker.reportingDevice(id) !== undefined;
  }

  /** Has the answers to the device `id` carry `settings` until it has taken them; false when too many wait already. */
  wish(id: string, settings: RunningSettings): boolean {
    const device = this.tracker.reportingDevice(id) ?? this.tracker.unheardDevice(id);
    if (device === undefined) return false;
    wish(device, settings);
    this.store.mark(device);
    this.store.write();
    return true;
  }

  private tellTaken({ device, events }: Heard, report: Report): void {
    const taken = settingsTakenBy(device, report);
    if (taken === undefined) return;
    events.push({ event: 'settings-taken', ...taken });
    this.store.mark(device);
  }

  private ack(device: Device, { to: ack }: ReportRange): string {
    const set = settingsForAnswer(device);
    return formatAnswer(set === undefined ? { ack } : { ack, set });
  }

  private answerConfirmed(
    confirmations: Confirmations,
    heard: Heard,
    { range, now }: { range: ReportRange; now: number },
  ): Promise<string | undefined> {
    return new Promise((resolve) => {
      const settle = (isConfirmed: boolean) => {
        if (!isConfirmed) resolve(undefined);
        else this.store.afterWrite((error) => resolve(error === undefined ? this.ack(heard.device, range) : undefined));
      };
      confirmations.expect(heard, range, { now, settle });
    });
  }
}

function rangeOf({ seq, readings }: Report): ReportRange {
  return { from: seq, to: seq + readings.length - 1 };
}
