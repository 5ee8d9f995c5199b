import { ProtocolError } from '../../protocol/protocol-error';
import { formatAnswer, type Report } from '../../protocol/report';
import type { Peer } from './device';
import type { DeviceTracker } from './device-tracker';
import type { Heard } from './heard';
import type { FrameAnswer } from './late-answers';
import { BadFrame, type PayloadType, parseFrame } from './reading';
import type { ReportAnswers } from './report-answers';

/** Takes what a receiver gives out. */
export interface Outlet {
  heard(heard: Heard, isComplete: boolean): void;
  refused(error: ProtocolError, peer: Peer): void;
}

/** The way of a frame: bytes, payloads, what the tracker makes of them, into the flow; and back the answer. */
export class Receiver {
  constructor(
    private readonly payloadType: PayloadType,
    private readonly devices: { tracker: DeviceTracker; answers: ReportAnswers },
    private readonly outlet: Outlet,
    private readonly now: () => number,
  ) {}

  /** Handles one frame; the line to answer, or a promise of it, if the client waits for one. Never throws: a bad frame costs that frame. */
  frame(bytes: Buffer, isComplete: boolean, peer: Peer): FrameAnswer {
    try {
      return this.take(bytes, isComplete, peer);
    } catch (error) {
      const bad = error instanceof BadFrame ? error : unforeseen(error);
      this.outlet.refused(bad, peer);
      return bad.isReport ? formatAnswer({ error: bad.code }) : undefined;
    }
  }

  private take(bytes: Buffer, isComplete: boolean, peer: Peer): FrameAnswer {
    const frame = parseFrame(bytes, this.payloadType);
    const now = this.now();
    if (frame.report === undefined) {
      this.outlet.heard(this.devices.tracker.heardPlain(frame.payload, peer, now), isComplete);
      return undefined;
    }
    return this.takeReport(frame, peer, now);
  }

  private takeReport(
    { report, payloads }: { report: Report; payloads: unknown[] },
    peer: Peer,
    now: number,
  ): FrameAnswer {
    const { tracker, answers } = this.devices;
    if (!answers.hasRoomFor(report, peer)) {
      this.outlet.refused(new ProtocolError('too-many-unconfirmed', 'the flow has too much to confirm already'), peer);
      return Promise.resolve(undefined); // not just no answer: one for a later report would be taken for this one's
    }
    const heard = tracker.heardReport(report, payloads, peer, now);
    const answer = answers.answerTo(report, heard, now);
    this.outlet.heard(heard, true);
    return answer;
  }
}

/** A fault of our own must not reach the runtime either; told like this it can at least be seen. */
function unforeseen(error: unknown): BadFrame {
  return new BadFrame('bad-reading', `the frame could not be handled: ${(error as Error).stack}`, false);
}
