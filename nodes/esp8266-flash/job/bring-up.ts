import { resetIntoFlash } from '../chip/reset-strategies';
import { type FlashErrorCode, isFlashError } from '../flash-error';
import { type Console, type Job, loaderOf } from './job';
import { suffices } from './sufficient-espruino';

/** A chip that boots Espruino answers within a second; one with a large program may take two. */
const FIRST_LOOK_MS = 2500;
/** After it was written, Espruino lays out its files first. */
const BOOT_MS = 8000;
/** As long as a person may take to tap RST. */
const HAND_MS = 60_000;
/** What a tap may help with: a bare module has nothing else that resets it, and FLASH may still be held. */
const TAP_HELPS: ReadonlySet<FlashErrorCode> = new Set(['console-silent', 'stuck-in-loader']);

/** Mostly it answers at once; a chip that sleeps, or was left in its loader, must be woken. */
export async function findConsole(job: Job): Promise<Console> {
  const console = await openIfAnswering(job);
  if (console !== undefined) return console;
  if (job.link.hasControlLines) await resetIntoFlash(job.link);
  return job.openConsole(FIRST_LOOK_MS);
}

/** What runs on the chip may do already: the answer costs a few seconds, writing it anew half a minute. */
export async function lookForEspruino(job: Job): Promise<void> {
  await resetIntoFlash(job.link);
  const console = await openIfAnswering(job);
  job.keepsEspruino = console !== undefined && suffices(console.env, job.request.image);
}

export async function openIfAnswering(job: Job, patienceMs = FIRST_LOOK_MS): Promise<Console | undefined> {
  try {
    return await job.openConsole(patienceMs);
  } catch (error) {
    if (!isFlashError(error, 'console-silent')) throw error;
    return undefined;
  }
}

export async function bootEspruino(job: Job): Promise<void> {
  await startFlash(job);
  if (await openIfAnswering(job, BOOT_MS)) return;
  const reason = await job.tools.diagnoseBoot(job.link, job.options);
  if (!TAP_HELPS.has(reason.code)) throw reason;
  await bootByHand(job);
}

export async function startFlash(job: Job): Promise<void> {
  await loaderOf(job).startFlash();
  job.isInLoader = false;
}

async function bootByHand(job: Job): Promise<void> {
  job.client.reporter.log('the chip does not come up by itself: let go of FLASH, tap RST');
  job.client.reporter.progress({ phase: 'boot', instruction: 'tap-reset' });
  if (await openIfAnswering(job, HAND_MS)) return;
  throw await job.tools.diagnoseBoot(job.link, job.options);
}
