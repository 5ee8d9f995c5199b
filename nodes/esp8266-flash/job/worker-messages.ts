import type { ChipFacts } from '../chip/chip-facts';
import type { FlashErrorCode } from '../flash-error';
import type { FlashRequest } from '../flash-request';
import type { PhaseName, Progress } from './progress';

/** What Node-RED's process tells the process of a job. */
export type ToWorker =
  /** `imagesUrl`: where official releases come from for a simulated board, which must not need the Internet. */
  | { kind: 'start'; request: FlashRequest; imagesUrl?: string }
  | { kind: 'cancel' }
  /** The first reading is there, or nobody waits for it any longer. */
  | { kind: 'finish' }
  | { kind: 'list' };

/** What the process of a job tells Node-RED's. */
export type FromWorker =
  | { kind: 'alive' }
  | { kind: 'progress'; progress: Progress }
  | { kind: 'log'; line: string }
  /** The program runs; from now on the chip may be heard. */
  | { kind: 'started'; mac: string }
  /** What the running program says of its Wi-Fi and its server: `fault wifi bad_password`. */
  | { kind: 'console'; line: string }
  | { kind: 'done'; outcome: Outcome }
  | { kind: 'failed'; failure: Failure }
  /** Something failed for which nobody waited: in which phase, the other end has seen. */
  | { kind: 'broken'; code: FlashErrorCode; values: Failure['values'] }
  | { kind: 'ports'; ports: ListedPort[] };

/** How a job ended. */
export type JobEnd = { outcome: Outcome } | { failure: Failure };

/** What a job that succeeded has to tell. */
export interface Outcome {
  /** What became known of the chip: the console alone does not tell the flash. */
  chip: Partial<ChipFacts>;
  /** Bytes of image and of program that were written; 0 when there was nothing to write. */
  bytes: number;
  /** Time that each phase took, ms. */
  phaseMs: Partial<Record<PhaseName, number>>;
}

/** What a job that failed has to tell. */
export interface Failure {
  code: FlashErrorCode;
  values: Record<string, string | number>;
  phase?: PhaseName;
  /** What the chip now holds, a locale key under `state`. */
  state: ChipState;
  phaseMs: Partial<Record<PhaseName, number>>;
}

/**
 * `untouched`: as before; `incomplete`: without a working Espruino; `no-program`: Espruino, and no program that runs;
 * `own-files`: what the person gave, verified.
 */
export type ChipState = 'untouched' | 'incomplete' | 'no-program' | 'own-files' | 'program' | 'unknown';

/** A serial port of this machine. */
export interface ListedPort {
  path: string;
  /** `/dev/serial/by-id/…`, where there is one: it stays the same when the board is plugged in elsewhere. */
  stablePath?: string;
  maker?: string;
  product?: string;
  serialNumber?: string;
  usbVendorId?: number;
  usbProductId?: number;
}
