import type { FlashErrorCode } from '../flash-error';
import type { FlashRequest, RequestName } from '../flash-request';
import type { PhaseName } from './progress';
import type { ChipState } from './worker-messages';

/** The phases of each request, in their order. */
const PLANS: Record<RequestName, PhaseName[]> = {
  install: ['connect', 'identify', 'fetch', 'erase', 'write', 'verify', 'boot', 'upload', 'start', 'first-reading'],
  program: ['connect', 'upload', 'start', 'first-reading'],
  image: ['connect', 'identify', 'fetch', 'erase', 'write', 'verify', 'boot'],
  identify: ['connect', 'identify'],
  erase: ['connect', 'identify', 'erase'],
  rescue: ['connect', 'identify', 'write', 'verify', 'boot'],
};

/** The phases that `request` goes through; those of writing fall away when the Espruino on the chip will do. */
export function phasesOf({ request, erase }: FlashRequest): PhaseName[] {
  return PLANS[request].filter((phase) => phase !== 'erase' || erase || request === 'erase');
}

/** The phases that an `install` leaves out when Espruino is there. */
export const WRITING_PHASES: ReadonlySet<PhaseName> = new Set([
  'identify',
  'fetch',
  'erase',
  'write',
  'verify',
  'boot',
]);

/** What a chip is left with by a job that ends in this phase, whoever ends it. */
const STATES: Record<PhaseName, ChipState> = {
  connect: 'untouched',
  identify: 'untouched',
  fetch: 'untouched',
  erase: 'incomplete',
  write: 'incomplete',
  verify: 'incomplete',
  boot: 'no-program', // everything is written, and proved to be
  upload: 'no-program',
  start: 'program',
  'first-reading': 'program',
};

/** It was not the program when Espruino does not come up without one either; and there may be none on the chip. */
const AFTER_RESCUE: Partial<Record<FlashErrorCode, ChipState>> = {
  'does-not-boot': 'incomplete',
  'keeps-restarting': 'incomplete',
  'rf-data-missing': 'incomplete',
  'console-silent': 'unknown',
};

/** How a job ended. */
interface Ending {
  phase: PhaseName | undefined;
  request: RequestName;
  code: FlashErrorCode;
  /** On its way to Espruino the job has taken the stored program away. */
  hasTakenProgram?: boolean | undefined;
}

/** What a job leaves on the chip that ends in this way; a rescue only ever takes the program away. */
export function stateAt({ phase, request, code, hasTakenProgram = false }: Ending): ChipState {
  const state = phase === undefined ? 'untouched' : STATES[phase];
  if (state === 'untouched') return hasTakenProgram ? 'no-program' : state;
  if (request === 'image' && phase === 'boot') return 'own-files';
  if (request !== 'rescue') return state;
  return (phase === 'boot' && AFTER_RESCUE[code]) || 'no-program';
}
