import { CONSOLE_BAUD } from '../chip/baud-rates';
import { FlashError, type FlashErrorCode, isFlashError } from '../flash-error';
import { checkFits, checkSigns, programFor } from '../program';
import { bootEspruino, findConsole, lookForEspruino, openIfAnswering, startFlash } from './bring-up';
import { type Console, type Job, loaderOf } from './job';
import { imageParts, rescueParts } from './parts-to-write';
import { phasesOf } from './plan';
import type { PhaseName } from './progress';
import { checkRuns } from './sufficient-espruino';

/** A flash that is read in the wrong mode shows itself at the latest in Espruino. */
const MODE_MAY_HELP: FlashErrorCode[] = ['does-not-boot', 'keeps-restarting'];

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

async function identify(job: Job): Promise<void> {
  const loader = loaderOf(job);
  job.facts = { ...loader.facts };
  if (job.request.request !== 'identify') return;
  await startFlash(job);
  await openIfAnswering(job);
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
  const isRescue = job.request.request === 'rescue';
  job.parts = isRescue ? await rescueParts(loader) : await imageParts(job, loader);
  if (isRescue && job.parts.length === 0) job.client.reporter.log('no program that runs at power-up is stored');
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
    if (!MODE_MAY_HELP.some((code) => isFlashError(error, code)) || job.image === undefined) throw error;
    await rewriteInDout(job);
    await bootEspruino(job);
  }
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
  const { program, facts, request } = job;
  const console = consoleOf(job);
  checkFits(program, console.env.storageBytes);
  if (request.settings.key !== undefined) checkSigns(await console.evaluate('process.env.MODULES'));
  facts.mac ??= macIn(await console.evaluate('getSerial()'));
  await console.upload(program, job.counter('upload', program.length));
  job.bytes += program.length;
}

async function start(job: Job): Promise<void> {
  const console = consoleOf(job);
  console.onLine(job.client.printed);
  await console.start();
  // the firmware is known not to
  if (job.request.program.kind !== 'firmware' && (await console.restartsChip()))
    throw new FlashError('program-bad', { detail: 'it restarts the chip, again and again' });
}

async function firstReading({ client, facts }: Job): Promise<void> {
  client.started(facts.mac ?? '');
  await client.firstReading;
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
