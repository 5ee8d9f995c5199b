import { resetIntoFlash } from '../chip/reset-strategies';
import { FlashError, type FlashErrorCode, isFlashError } from '../flash-error';
import { type Console, type Job, loaderOf } from './job';
import { rescueParts } from './parts-to-write';
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
  const console = (await openIfAnswering(job)) ?? (await openAfterReset(job));
  if (console === undefined) throw new FlashError('console-silent');
  return console;
}

/** What runs on the chip may do already: the answer costs a few seconds, writing it anew half a minute. */
export async function lookForEspruino(job: Job): Promise<void> {
  const console = await openAfterReset(job);
  job.keepsEspruino = console !== undefined && suffices(console.env, job.request.image);
}

/** What stands in the way of Espruino is the program that this job replaces: it may go now. */
async function openAfterReset(job: Job): Promise<Console | undefined> {
  if (job.link.hasControlLines) await resetIntoFlash(job.link);
  const console = await openIfAnswering(job);
  if (console !== undefined) return console;
  const reason = await job.tools.diagnoseBoot(job.link, job.options);
  if (reason.code !== 'keeps-restarting' || !(await takePrograms(job))) return undefined;
  await startFlash(job);
  return openIfAnswering(job);
}

/** Undefined when no console answers in time. */
export async function openIfAnswering(job: Job, patienceMs = FIRST_LOOK_MS): Promise<Console | undefined> {
  try {
    return await job.openConsole(patienceMs);
  } catch (error) {
    if (!isFlashError(error, 'console-silent')) throw error;
    return undefined;
  }
}

/** Starts what was written, and opens its console. A stored program that restarts the chip over and over goes first. */
export async function bootEspruino(job: Job): Promise<void> {
  try {
    await bootOnce(job);
  } catch (error) {
    if (!isFlashError(error, 'keeps-restarting') || !(await takePrograms(job))) throw error;
    await bootOnce(job);
  }
}

async function bootOnce(job: Job): Promise<void> {
  await startFlash(job);
  if (await openIfAnswering(job, BOOT_MS)) return;
  const reason = await job.tools.diagnoseBoot(job.link, job.options);
  if (!TAP_HELPS.has(reason.code)) throw reason;
  await bootByHand(job);
}

/** The chip leaves its loader, and runs what is in its flash. */
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

/** Whether there were any: the other files on the chip stay. */
async function takePrograms(job: Job): Promise<boolean> {
  job.client.reporter.log(
    'Espruino starts, and restarts again and again: what is stored to run at power-up is taken away',
  );
  const loader = await job.connectLoader();
  const parts = await rescueParts(loader);
  await loader.write(parts, () => {});
  await loader.verify(parts);
  job.hasTakenProgram ||= parts.length > 0;
  return parts.length > 0;
}
