/** The phases of a job in their order; a request goes through those that it needs. */
export const PHASE_NAMES = [
  'connect',
  'identify',
  'fetch',
  'erase',
  'write',
  'verify',
  'boot',
  'upload',
  'start',
  'first-reading',
] as const;

export type PhaseName = (typeof PHASE_NAMES)[number];

/** Where a job is. The text for a person is made of it by the wiring, in the person's language. */
export interface Progress {
  phase: PhaseName;
  /** 0 to 100, whole, of this phase; absent where it cannot be known. */
  percent?: number;
  /** Bytes of this phase that are done, and how many there are. */
  bytes?: number;
  totalBytes?: number;
  /** Something that the person shall do now, a locale key under `instruction`: `hold-flash`, `tap-reset`, `join-wifi`. */
  instruction?: Instruction;
}

export type Instruction = 'hold-flash' | 'tap-reset' | 'join-wifi';

/** Takes what a job tells while it runs. A line of the log is English, for whoever helps, and holds no secret. */
export interface Reporter {
  progress(progress: Progress): void;
  log(line: string): void;
}
