import { inspect } from 'node:util';
import type { PhaseName } from './job/progress';

/**
 * Why a job failed. Each is a key under `error` in the locale, with the `cause` in plain words and the `remedy`; the
 * numbers are the rows of the table of failures that users meet (docs/troubleshooting.md).
 */
export const FLASH_ERROR_CODES = [
  'bad-request', // what was asked cannot be; `values.problem` says what was expected and what came
  'busy', // another job has the port
  'cancelled',
  'no-port', // no port was named, and none or several are there
  'port-not-found',
  'port-denied', // no permission to open it
  'port-busy', // another program has it
  'port-failed', // it cannot be opened for another reason
  'port-gone', // it was unplugged, or the connection to it ended
  'unreachable', // the machine that has the port does not answer
  'driver-missing', // the native part of serialport does not load on this machine
  'no-answer', // silence: not in download mode, wrong cable, no power
  'wrong-mode', // the chip runs its program instead of its loader
  'noise', // something arrives that is no answer
  'not-esp8266',
  'stub-failed', // the loader does not start its helper in RAM
  'stopped', // answered, and then did so no more: power, or the plug
  'flash-unknown', // flash size cannot be told
  'image-too-large',
  'image-not-found', // no such file, or the server does not have it
  'image-unreachable', // no network
  'image-bad', // truncated, or no image of an ESP8266
  'image-checksum',
  'write-failed',
  'verify-failed', // MD5 of the flash is another one
  'does-not-boot', // flashed, and does not come up: flash mode, power
  'keeps-restarting', // Espruino comes up, and restarts: a stored program, or power
  'rf-data-missing', // boot loop for want of the RF data
  'stuck-in-loader', // GPIO0 is held low
  'console-silent', // nothing answers at Espruino's prompt
  'espruino-too-old',
  'program-bad', // the chip cannot run it
  'upload-failed', // what arrived on the chip is not what was sent
  'worker-died',
  'worker-hung',
  'internal',
] as const;

export type FlashErrorCode = (typeof FLASH_ERROR_CODES)[number];

/** A job that failed; `values` go into the texts of the locale (`{port}`, `{detail}` …). */
export class FlashError extends Error {
  /** The phase in which it happened; the job sets it. */
  phase?: PhaseName;

  constructor(
    readonly code: FlashErrorCode,
    readonly values: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(values)}`, options);
    this.name = 'FlashError';
  }
}

/** `error` as what a job may throw; `internal` when nobody foresaw it. */
export function asFlashError(error: unknown): FlashError {
  if (error instanceof FlashError) return error;
  const detail = error instanceof Error ? error.message : inspect(error);
  return new FlashError('internal', { detail }, { cause: error });
}

export function isFlashError(error: unknown, code: FlashErrorCode): boolean {
  return error instanceof FlashError && error.code === code;
}
