import { deviceId } from './first-reading';
import type { FlashErrorCode } from './flash-error';
import type { FlashRequest } from './flash-request';
import type { PhaseName, Progress } from './job/progress';
import type { JobResult, SupervisedJob } from './job/supervised-job';
import type { ChipState, Failure } from './job/worker-messages';
import { isPlainObject } from './request/inputs';
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
  { outcome, heard, advice, fault }: Exclude<JobResult, { failure: Failure }>,
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
    ...(fault === undefined ? {} : { fault }),
    log: [...log.lines],
  };
  return { ...message, topic: request.request, payload };
}

/** The serial ports of this machine as the answer to `message`. */
export function listMessage(
  { esp8266: _, ...message }: object & { esp8266?: unknown },
  payload: unknown,
): ResultMessage {
  return { ...message, topic: 'list', payload };
}

/** Three stars are no password and no key that a job takes: a flow that sends a message that failed once more is told so. */
const HIDDEN = '***';
const IS_SECRET = /^(pass|key$)/i;
/** From `msg.esp8266` down to `settings.wifi.password`. */
const DEPTH = 3;

/** The runtime hands a message that asked on to Catch and Complete nodes: a secret in it must not go with it. */
export function hideSecrets(message: { esp8266?: unknown }): void {
  if (isPlainObject(message.esp8266)) message.esp8266 = withoutSecrets(message.esp8266, DEPTH);
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (depth === 0 || !isPlainObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, one]) => [key, IS_SECRET.test(key) ? HIDDEN : withoutSecrets(one, depth - 1)]),
  );
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
    this.name = ''; // a Catch node shows name and message in one line, to a person
    this.code = code;
    this.phase = phase;
    this.state = state;
    this.remedy = remedy;
    this.cause = { phase, cause, remedy, state, values };
  }
}
