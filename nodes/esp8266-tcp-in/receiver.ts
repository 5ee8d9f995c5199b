import type { ProtocolError } from '../../protocol/protocol-error';
import { formatAnswer } from '../../protocol/report';
import type { Peer } from './device';
import type { DeviceTracker } from './device-tracker';
import type { Heard } from './heard';
import { BadFrame, type PayloadType, parseFrame } from './reading';

/** Takes what a receiver gives out. */
export interface Outlet {
  heard(heard: Heard, isComplete: boolean): void;
  refused(error: ProtocolError, peer: Peer): void;
}

/** The way of a frame: bytes, payloads, what the tracker makes of them, into the flow; and back the answer. */
export class Receiver {
  constructor(
    private readonly payloadType: PayloadType,
    private readonly tracker: DeviceTracker,
    private readonly outlet: Outlet,
    private readonly now: () => number,
  ) {}

  /** Handles one frame; the line to answer, if the client waits for one. Never throws: a bad frame costs that frame. */
  frame(bytes: Buffer, isComplete: boolean, peer: Peer): string | undefined {
    try {
      return this.take(bytes, isComplete, peer);
    } catch (error) {
      const bad = error instanceof BadFrame ? error : unforeseen(error);
      this.outlet.refused(bad, peer);
      return bad.isReport ? formatAnswer({ error: bad.code }) : undefined;
    }
  }

  private take(bytes: Buffer, isComplete: boolean, peer: Peer): string | undefined {
    const frame = parseFrame(bytes, this.payloadType);
    const now = this.now();
    if (frame.report === undefined) {
      this.outlet.heard(this.tracker.heardPlain(frame.payload, peer, now), isComplete);
      return undefined;
    }
    const { report, payloads } = frame;
    this.outlet.heard(this.tracker.heardReport(report, payloads, peer, now), true);
    return formatAnswer({ ack: report.seq + payloads.length - 1 });
  }
}

/** A fault of our own must not reach the runtime either; told like this it can at least be seen. */
function unforeseen(error: unknown): BadFrame {
  return new BadFrame('bad-reading', `the frame could not be handled: ${(error as Error).stack}`, false);
}
