import { FlashError, type FlashErrorCode } from '../flash-error';
import type { Reporter } from '../job/progress';
import type { Link } from '../link/link';
import { BOOT_LOG_BAUD } from './baud-rates';
import type { LoaderKind } from './loader';
import type { LoaderTransport } from './loader-transport';
import { type Heard, mostTelling } from './raw-watch';
import { BY_HAND, CLASSIC, INVERTED, PATIENT, type ResetStrategy, SWAPPED, takeSteps } from './reset-strategies';

/** A strategy and how often the loader is asked after it. */
export interface Rung {
  strategy: ResetStrategy;
  asks: number;
}

export interface Reached {
  strategy: ResetStrategy;
  kind: LoaderKind;
}

/** What the loader is looked for with. */
export interface Ladder {
  link: Link;
  transport: LoaderTransport;
  reporter: Reporter;
  /** Asks once; undefined when no loader has answered in time. */
  ask: (timeoutMs: number) => Promise<LoaderKind | undefined>;
  rungs: Rung[];
  /** How long a person is waited for; 0: nobody is there. */
  handPatienceMs: number;
}

/** A loader answers within a millisecond; more is for the way. What comes later is taken for the answer to the next ask. */
const ASK_MS = 100;
/** From the first ask to the second the chip finds out the baud rate: the first one is often lost (esptool issue 397). */
const ASKS = 5;
/** Not in a hurry while a person looks for the button. */
const HAND_ASK_MS = 250;
/** The boot log begins within a few milliseconds of the reset, and has ended in 100. */
const BOOT_LOG_MS = 600;
/** Where no line resets the chip, its watchdog does when it does not come up. */
const BOOT_LOOP_MS = 1500;

/** In the order in which they are likely; a board that is wired otherwise is at worst reset once more. */
export const RUNGS: Rung[] = [
  { strategy: CLASSIC, asks: ASKS },
  { strategy: CLASSIC, asks: ASKS },
  { strategy: PATIENT, asks: ASKS },
  { strategy: BY_HAND, asks: 2 },
  { strategy: SWAPPED, asks: ASKS },
  { strategy: INVERTED, asks: ASKS },
];

/** What a chip whose loader does not answer was heard to say, and what that means. */
const CODES: Record<Heard, FlashErrorCode> = {
  'boot-log': 'wrong-mode',
  'loader-log': 'no-answer', // it is in its loader, and does not hear us
  program: 'wrong-mode',
  noise: 'noise',
  nothing: 'no-answer',
};

/**
 * Finds the chip's loader: by each rung in turn, which takes six seconds at most, and then with the help of a person.
 * Throws FlashError `no-answer`, `wrong-mode` or `noise`; the lines are idle then.
 */
export async function reachLoader(ladder: Ladder): Promise<Reached> {
  const { link, transport, reporter, handPatienceMs } = ladder;
  const { watch } = transport;
  watch.clear();
  const reached = await climb(ladder);
  if (reached) return reached;
  const heard = watch.heard;
  const heardAtBoot = await listenToBoot(ladder, heard);
  watch.clear();
  const reachedByHand = handPatienceMs > 0 ? await waitForHands(ladder) : undefined;
  if (reachedByHand) return reachedByHand;
  const mostTold = mostTelling(heard, heardAtBoot, watch.heard);
  reporter.log(`no boot loader answers; heard on the line: ${mostTold}`);
  throw new FlashError(CODES[mostTold], { port: link.name });
}

async function climb({ link, transport, reporter, ask, rungs }: Ladder): Promise<Reached | undefined> {
  for (const { strategy, asks } of rungs) {
    await takeSteps(link, strategy.intoLoader, transport.signal);
    for (let count = 0; count < asks; count++) {
      const kind = await ask(ASK_MS);
      if (kind === undefined) continue;
      reporter.log(`the ${kind === 'rom' ? 'boot ROM' : 'stub'} answers, reset "${strategy.name}"`);
      return { strategy, kind };
    }
  }
  await link.setSignals({ dataTerminalReady: false, requestToSend: false });
  return undefined;
}

/**
 * Resets the chip, as into its loader, and reads at the boot ROM's own rate what became of it: longer when it is known to
 * say something. The link has `transport`'s rate again afterwards.
 */
async function listenToBoot({ link, transport }: Ladder, heardBefore: Heard): Promise<Heard> {
  const { baudrate, watch } = transport;
  await transport.setBaudRate(BOOT_LOG_BAUD);
  watch.clear();
  await takeSteps(link, CLASSIC.intoLoader, transport.signal);
  const patienceMs = heardBefore === 'nothing' ? BOOT_LOG_MS : BOOT_LOOP_MS;
  const until = performance.now() + patienceMs;
  for (let leftMs = patienceMs; leftMs > 0 && !isBootLog(watch.heard); leftMs = until - performance.now()) {
    await transport.arrival(leftMs);
  }
  const { heard } = watch;
  await transport.setBaudRate(baudrate);
  return heard === 'program' ? 'noise' : heard; // hardly any program prints at this rate, but garbled logs look like text
}

function isBootLog(heard: Heard): boolean {
  return heard === 'boot-log' || heard === 'loader-log';
}

/** Goes on asking without touching the lines, while a person brings the chip into its loader. */
async function waitForHands({ reporter, ask, handPatienceMs }: Ladder): Promise<Reached | undefined> {
  reporter.log('no boot loader answers: hold FLASH, tap RST, release FLASH');
  reporter.progress({ phase: 'connect', instruction: 'hold-flash' });
  const until = performance.now() + handPatienceMs;
  while (performance.now() < until) {
    const kind = await ask(HAND_ASK_MS);
    if (kind === undefined) continue;
    reporter.progress({ phase: 'connect' }); // the person is done
    return { strategy: BY_HAND, kind };
  }
  return undefined;
}
