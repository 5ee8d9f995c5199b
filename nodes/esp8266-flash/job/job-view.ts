import type { FlashErrorCode } from '../flash-error';
import type { RequestName } from '../flash-request';
import type { Instruction, PhaseName } from './progress';
import type { ChipState } from './worker-messages';

/**
 * What `GET /esp8266-flash/:id/job` answers, for the form: the job that runs, or the last one. Texts are whole sentences
 * in the language of the runtime. Before the first job `text` is empty, `phases` and `log` are empty lists.
 */
export interface JobView {
  isRunning: boolean;
  request?: RequestName;
  /** The phases that this request goes through, in their order; a phase that is skipped has no time below. */
  phases: PhaseName[];
  /** Time in ms of each phase that is over. */
  phaseMs: Partial<Record<PhaseName, number>>;
  /** The phase at work, or the last one. */
  phase?: PhaseName;
  percent?: number;
  bytes?: number;
  totalBytes?: number;
  /** What the person shall do now; `ssid` when it is to join the chip's Wi-Fi. */
  instruction?: Instruction;
  ssid?: string;
  /** What is done now. */
  text: string;
  log: string[];
  /** Absent while the job runs. */
  outcome?: JobOutcome;
}

/** How a job ended: `text`, whether its first reading was heard, and `advice`; or the cause, the remedy and what the chip now holds. */
export type JobOutcome =
  | { ok: true; text: string; isHeard: boolean; advice?: string }
  | { ok: false; code: FlashErrorCode; text: string; remedy: string; state: ChipState; stateText: string };
