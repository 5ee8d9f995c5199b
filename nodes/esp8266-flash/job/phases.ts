import { resetIntoFlash } from '../chip/reset-strategies';
import { FlashError, type FlashErrorCode } from '../flash-error';
import { checkFits, programFor } from '../program';
import type { Console, Job, Loader } from './job';
import { imageParts, rescueParts } from './parts-to-write';
import { phasesOf } from './plan';
import type { PhaseName } from './progress';
import { checkRuns, suffices } from './sufficient-espruino';

const CONSOLE_BAUD = 115200;
/** A chip that boots Espruino answers within a second; one with a large program may take two. */
const FIRST_LOOK_MS = 2500;
/** After it was written, Espruino lays out its files first. */
const BOOT_MS = 8000;
/** As long as a person may take to tap RST. */
const HAND_MS = 60_000;
/** What a tap may help with: a bare module has nothing else that resets it, and FLASH may still be held. */
const TAP_HELPS: ReadonlySet<FlashErrorCode> = new Set(['console-silent', 'stuck-in-loader']);

/** What happens in each phase. Each leaves in the job what the next ones need. */
export const PHASES: Record<PhaseName, (job: Job) => Promise<void>> = {
  connect,
  identify,
  fetch: fetchImage,
  erase,
  write,
  verify,
  boot,
  upload,
  start,
  'first-reading': firstReading,
};

async function connect(job: Job): Promise<void> {
  const { link, request } = job;
  // A program that the chip cannot run is refused before anything is done to the chip
  if (phasesOf(request).includes('upload'))
    job.program = programFor(request.program, request.settings, Math.floor(Date.now() / 1000));
  await link.open({ baudRate: CONSOLE_BAUD });
  if (request.request === 'program') return checkRuns((await findConsole(job)).env);
  if (request.request === 'install' && !request.erase) await lookForEspruino(job);
  if (!job.keepsEspruino) await job.connectLoader();
}

/** Mostly it answers at once; a chip that sleeps, or was left in its loader, must be woken. */
async function findConsole(job: Job): Promise<Console> {
  const console = await openIfAnswering(job, FIRST_LOOK_MS);
  if (console !== undefined) return console;
  if (job.link.hasControlLines) await resetIntoFlash(job.link);
  return job.openConsole(FIRST_LOOK_MS);
}

/** What runs on the chip may do already: the answer costs a few seconds, writing it anew half a minute. */
async function lookForEspruino(job: Job): Promise<void> {
  await resetIntoFlash(job.link);
  const console = await openIfAnswering(job, FIRST_LOOK_MS);
  job.keepsEspruino = console !== undefined && suffices(console.env, job.request.image);
}

async function openIfAnswering(job: Job, patienceMs: number): Promise<Console | undefined> {
  try {
    return await job.openConsole(patienceMs);
  } catch (error) {
    if (!isFlashError(error, 'console-silent')) throw error;
    return undefined;
  }
}

async function identify(job: Job): Promise<void> {
  const loader = loaderOf(job);
  job.facts = { ...loader.facts };
  if (job.request.request !== 'identify') return;
  await startFlash(job);
  await openIfAnswering(job, FIRST_LOOK_MS);
}

async function fetchImage(job: Job): Promise<void> {
  const { request, client, tools } = job;
  job.image = await tools.loadImage(request.image, {
    flashBytes: loaderOf(job).facts.flashBytes,
    cacheFolder: request.cacheFolder,
    signal: client.signal,
    onBytes: job.counter('fetch'),
    log: (line) => client.reporter.log(line),
    ...(client.imagesUrl === undefined ? {} : { releasesUrl: client.imagesUrl }),
  });
}

async function erase(job: Job): Promise<void> {
  await loaderOf(job).eraseAll();
}

async function write(job: Job): Promise<void> {
  const loader = loaderOf(job);
  job.parts = job.request.request === 'rescue' ? await rescueParts(loader) : await imageParts(job, loader);
  const totalBytes = job.parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  await loader.write(job.parts, job.counter('write', totalBytes));
  job.bytes += totalBytes;
}

async function verify(job: Job): Promise<void> {
  await loaderOf(job).verify(job.parts);
}

async function boot(job: Job): Promise<void> {
  if (job.request.request === 'image') return startFlash(job);
  try {
    await bootEspruino(job);
  } catch (error) {
    if (!isFlashError(error, 'does-not-boot') || job.image === undefined) throw error;
    await rewriteInDout(job);
    await bootEspruino(job);
  }
}

async function bootEspruino(job: Job): Promise<void> {
  await startFlash(job);
  if (await openIfAnswering(job, BOOT_MS)) return;
  const reason = await job.tools.diagnoseBoot(job.link, job.options);
  if (!TAP_HELPS.has(reason.code)) throw reason;
  await bootByHand(job);
}

async function startFlash(job: Job): Promise<void> {
  await loaderOf(job).startFlash();
  job.isInLoader = false;
}

async function bootByHand(job: Job): Promise<void> {
  job.client.reporter.log('the chip does not come up by itself: let go of FLASH, tap RST');
  job.client.reporter.progress({ phase: 'boot', instruction: 'tap-reset' });
  if (await openIfAnswering(job, HAND_MS)) return;
  throw await job.tools.diagnoseBoot(job.link, job.options);
}

/** Only the header at address 0 names the mode, so only that part is written again. */
async function rewriteInDout(job: Job): Promise<void> {
  job.client.reporter.log('it does not boot in flash mode dio: once more in dout');
  job.mode = 'dout';
  const loader = await job.connectLoader();
  const parts = (await imageParts(job, loader)).filter(({ address }) => address === 0);
  await loader.write(parts, () => {});
  await loader.verify(parts);
}

async function upload(job: Job): Promise<void> {
  const { program, facts } = job;
  const console = consoleOf(job);
  checkFits(program, console.env.storageBytes);
  facts.mac ??= macIn(await console.evaluate('getSerial()'));
  await console.upload(program, job.counter('upload', program.length));
  job.bytes += program.length;
}

async function start(job: Job): Promise<void> {
  const console = consoleOf(job);
  console.onLine(job.client.printed);
  await console.start();
}

async function firstReading({ client, facts }: Job): Promise<void> {
  client.started(facts.mac ?? '');
  await client.firstReading;
}

function loaderOf({ loader }: Job): Loader {
  if (loader === undefined) throw new Error('the boot loader is connected before it is used');
  return loader;
}

function consoleOf({ console }: Job): Console {
  if (console === undefined) throw new Error('the console is opened before it is used');
  return console;
}

/** `5ccf7f06-c0db`, as `getSerial()` has it, with colons. */
function macIn(serial: unknown): string {
  return String(serial)
    .replace('-', '')
    .toLowerCase()
    .replace(/..(?=.)/g, '$&:');
}

function isFlashError(error: unknown, code: FlashErrorCode): boolean {
  return error instanceof FlashError && error.code === code;
}
