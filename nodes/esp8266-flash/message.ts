import { deviceId } from './first-reading';
import type { FlashErrorCode } from './flash-error';
import type { FlashRequest } from './flash-request';
import type { PhaseName, Progress } from './job/progress';
import type { JobResult, SupervisedJob } from './job/supervised-job';
import type { ChipState, Failure } from './job/worker-messages';
import { failureTexts, progressText, type Text } from './texts';

/** What leaves by the second output while a job runs. */
export interface ProgressMessage {
  topic: 'progress';
  payload: Progress & { text: string };
}

/** What leaves by the first output when a job went well; the other properties are those of the message that asked. */
export interface ResultMessage {
  topic: string;
  payload: unknown;
}

export function progressMessage(progress: Progress, request: FlashRequest, text: Text): ProgressMessage {
  return { topic: 'progress', payload: { ...progress, text: progressText(progress, request, text) } };
}

/** The result of `job` as the answer to `message`; what that asked for stays behind, for a password may be in it. */
export function resultMessage(
  { esp8266: _, ...message }: object & { esp8266?: unknown },
  { request, log }: SupervisedJob,
  { outcome, heard, advice }: Exclude<JobResult, { failure: Failure }>,
): ResultMessage {
  const { chip: facts, bytes, phaseMs } = outcome;
  const payload = {
    ok: true,
    request: request.request,
    ...facts,
    ...(facts.mac === undefined ? {} : { device: deviceId(request, facts.mac) }),
    bytes,
    phaseMs,
    ...(heard === undefined ? {} : { firstReading: heard }),
    ...(advice === undefined ? {} : { advice }),
    log: [...log.lines],
  };
  return { ...message, topic: request.request, payload };
}

/**
 * A job that failed, as a Catch node sees it: `msg.error.message` says why and what to do, `msg.error.code` is from a closed
 * set, and `msg.error.cause` has the rest (the runtime hands on no other property).
 */
export class JobError extends Error {
  readonly code: FlashErrorCode;
  readonly phase: PhaseName | undefined;
  readonly state: ChipState;
  readonly remedy: string;
  override readonly cause: object;

  constructor(failure: Failure, text: Text) {
    const { cause, remedy, stateText } = failureTexts(failure, text);
    super(`${cause} ${remedy} ${stateText}`);
    const { code, phase, state, values } = failure;
    this.name = 'JobError';
    this.code = code;
    this.phase = phase;
    this.state = state;
    this.remedy = remedy;
    this.cause = { phase, cause, remedy, state, values };
  }
}
