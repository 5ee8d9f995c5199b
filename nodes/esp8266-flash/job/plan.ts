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

/** What `request` leaves on the chip when it ends in `phase`; a rescue only ever takes the program away. */
export function stateIn(phase: PhaseName | undefined, request: RequestName): ChipState {
  const state = phase === undefined ? 'untouched' : STATES[phase];
  return request === 'rescue' && state === 'incomplete' ? 'no-program' : state;
}
