import { ProtocolError } from '../../protocol/protocol-error';
import { parseAnswer, type Report } from '../../protocol/report';
import { formatSignedAnswer, type SigningKey, verify } from '../../protocol/signature';
import type { Peer } from './device';
import type { FrameAnswer } from './late-answers';

/** Whom a report is from: all that an answer must repeat. */
type ReportName = Pick<Report, 'id' | 'boot'>;

/** Whoever sent it is not to be listened to any more: the connection ends with `code` as its last word. */
export class UntrustedFrame extends ProtocolError {
  constructor(
    override readonly code: 'not-signed' | 'replayed',
    message: string,
  ) {
    super(code, message);
  }
}

/** Takes frames, signed or not, and answers them. */
export interface FrameTaker {
  frame(bytes: Buffer, isComplete: boolean, peer: Peer): FrameAnswer;
}

/**
 * Stands before a receiver where there is a key: hands on only reports that are signed with one of `keys`, and signs their
 * answers with the same one. So a key can be changed: the new one and the one before it both do for a while.
 */
export class SignedFrames implements FrameTaker {
  constructor(
    private readonly keys: SigningKey[],
    private readonly receiver: FrameTaker,
    /** Which power-up of a device was heard last. */
    private readonly bootOf: (id: string) => number | undefined,
  ) {}

  /** Throws UntrustedFrame. */
  frame(bytes: Buffer, isComplete: boolean, peer: Peer): FrameAnswer {
    const verified = verify(bytes, this.keys);
    if (verified === undefined) throw new UntrustedFrame('not-signed', 'expected a report signed with the shared key');
    const name = reportName(verified.text);
    this.refuseReplay(name);
    const seal = (line: string | undefined) => line && formatSignedAnswer(parseAnswer(line), name, verified.key);
    const answer = this.receiver.frame(verified.text, isComplete, peer);
    return typeof answer === 'object' ? answer.then(seal) : seal(answer);
  }

  /** Within one boot nothing is to be refused: what comes again was not answered, or is known and goes nowhere. */
  private refuseReplay({ id, boot }: ReportName): void {
    const known = this.bootOf(id);
    if (known === undefined || boot >= known) return;
    const advice =
      'it was recorded, or the clock was wrong when the chip was flashed; then the action "reset" lets it in';
    throw new UntrustedFrame('replayed', `expected boot ${known} of ${id} or a later one, got ${boot}: ${advice}`);
  }
}

/**
 * A plain line has no number, so nobody could tell a recorded one, even signed. An answer of ours has `id` and `boot` and
 * our signature, but no readings: whoever sends it back to us is no chip.
 */
function reportName(text: Buffer): ReportName {
  try {
    const { id, boot, seq, readings } = JSON.parse(text.toString()) as Report;
    const isReport = seq !== undefined && readings !== undefined;
    if (isReport && typeof id === 'string' && Number.isSafeInteger(boot)) return { id, boot };
  } catch {
    // refused below
  }
  throw new UntrustedFrame('not-signed', 'expected a signed report, got a signed line that is none');
}
