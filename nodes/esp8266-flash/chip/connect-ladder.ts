import type { Reporter } from '../job/progress';
import type { Link } from '../link/link';
import type { LoaderTransport } from './loader-transport';
import type { Heard } from './raw-watch';
import { BY_HAND, CLASSIC, INVERTED, PATIENT, type ResetStrategy, SWAPPED, takeSteps } from './reset-strategies';

/** Which loader answers: that of the chip, or a stub that is still in its RAM. */
export type LoaderKind = 'rom' | 'stub';

/** A strategy and how often the loader is asked after it. */
export interface Rung {
  strategy: ResetStrategy;
  asks: number;
}

export interface Reached {
  strategy: ResetStrategy;
  kind: LoaderKind;
}

export interface Ladder {
  link: Link;
  transport: LoaderTransport;
  reporter: Reporter;
  /** Asks once; undefined when no loader has answered in time. */
  ask: (timeoutMs: number) => Promise<LoaderKind | undefined>;
  rungs: Rung[];
  handPatienceMs: number;
}

/** A loader answers within a millisecond; more is for the way. What comes later is taken for the answer to the next ask. */
export const ASK_MS = 100;
/** From the first ask to the second the chip finds out the baud rate: the first one is often lost (esptool issue 397). */
const ASKS = 5;
/** Not in a hurry while a person looks for the button. */
const HAND_ASK_MS = 250;
/** The boot ROM always writes at this rate (26 MHz crystal). */
const BOOT_LOG_BAUD = 74880;
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

/**
 * Brings the chip into its boot loader by each rung in turn. Undefined when none does, within six seconds; the lines are
 * idle then.
 */
export async function climb({ link, transport, reporter, ask, rungs }: Ladder): Promise<Reached | undefined> {
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

/** Goes on asking without touching the lines, while a person brings the chip into its loader. */
export async function waitForHands({ reporter, ask, handPatienceMs }: Ladder): Promise<Reached | undefined> {
  reporter.log('no boot loader answers: hold FLASH, tap RST, release FLASH');
  reporter.progress({ phase: 'connect', instruction: 'hold-flash' });
  const until = performance.now() + handPatienceMs;
  while (performance.now() < until) {
    const kind = await ask(HAND_ASK_MS);
    if (kind !== undefined) return { strategy: BY_HAND, kind };
  }
  return undefined;
}

/**
 * Resets the chip, as into its loader, and reads at the boot ROM's own rate what became of it: longer when it is known to
 * say something. The link has `transport`'s rate again afterwards.
 */
export async function listenToBoot({ link, transport }: Ladder, heardBefore: Heard): Promise<Heard> {
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
