import { FlashError, type FlashErrorCode, isFlashError } from '../flash-error';
import type { Link } from '../link/link';
import { BOOT_LOG_BAUD, CONSOLE_BAUD } from './baud-rates';
import { LinkText } from './link-text';
import { resetIntoFlash } from './reset-strategies';

/** More than the wire can bring in that time. */
const MOST_CHARACTERS = 32_768;
/** The watchdog lets a chip that does not come up begin anew after about a second. */
const LISTEN_MS = 2000;

/** What is said first decides: a chip without data for its radio also restarts, one in its loader does nothing else. */
const SIGNS: [sign: RegExp, code: FlashErrorCode][] = [
  [/boot mode:\(1,/, 'stuck-in-loader'],
  [/rf_cal\[0\]/, 'rf-data-missing'],
  [/csum err|ets_main\.c|error magic/, 'does-not-boot'],
  // Espruino's boot loader has found it and hands over: what follows is Espruino's own doing, or that of its program
  [/jump to run user[\s\S]*(rst cause:|Fatal exception)/, 'keeps-restarting'],
  // our own reset is the first
  [/Fatal exception|rst cause:[\s\S]*rst cause:/, 'does-not-boot'],
];
/** Noise around it is not for a person. */
const PRINTABLE_LINE = /[ -~]{8,}/g;

/**
 * Resets a chip whose console is silent, and tells by its boot log why it does not come up: `stuck-in-loader`,
 * `rf-data-missing`, `does-not-boot`, `keeps-restarting`; `console-silent` when nothing is wrong with that, or nothing can be
 * heard. Takes two seconds at most. The link is at 115200 baud afterwards. Throws when the line is lost or the job cancelled.
 */
export async function diagnoseBoot(link: Link, { signal }: { signal: AbortSignal }): Promise<FlashError> {
  if (!link.hasControlLines) return new FlashError('console-silent');
  const text = new LinkText(link, signal);
  try {
    await link.setBaudRate(BOOT_LOG_BAUD);
    const [log] = await Promise.all([listen(text, isDiagnosed), resetIntoFlash(link, undefined, text.signal)]);
    return errorOf(log);
  } catch (error) {
    text.signal.throwIfAborted(); // the reason, rather than what it has led to
    if (isFlashError(error, 'port-failed')) return new FlashError('console-silent'); // the port does not know that rate
    throw error;
  } finally {
    await text.release();
    await link.setBaudRate(CONSOLE_BAUD);
  }
}

/**
 * Whether the chip restarts by itself within the next two seconds. Nothing is done to it; the link is at 115200 baud
 * afterwards. Throws when the line is lost or the job cancelled.
 */
export async function hearsRestart(link: Link, text: LinkText): Promise<boolean> {
  const isRestart = (log: string) => log.includes('rst cause:');
  try {
    await link.setBaudRate(BOOT_LOG_BAUD);
    return isRestart(await listen(text, isRestart));
  } catch (error) {
    if (isFlashError(error, 'port-failed')) return false; // the port does not know that rate
    throw error;
  } finally {
    await link.setBaudRate(CONSOLE_BAUD);
  }
}

/** What is said in the time, or until it is clear. */
async function listen(text: LinkText, isClear: (log: string) => boolean): Promise<string> {
  let log = '';
  const enough = new Promise<void>((resolve) => {
    text.onBytes((bytes) => {
      log = (log + Buffer.from(bytes).toString('latin1')).slice(0, MOST_CHARACTERS);
      if (isClear(log)) resolve();
    });
  });
  const timeIsUp = new FlashError('console-silent');
  await text
    .within(LISTEN_MS, enough, () => timeIsUp)
    .catch((error) => {
      if (error !== timeIsUp) throw error;
    });
  return log;
}

function errorOf(log: string): FlashError {
  const lines = log.match(PRINTABLE_LINE) ?? [];
  return new FlashError(codeOf(log) ?? 'console-silent', { detail: lines.slice(-3).join(' / ') });
}

function isDiagnosed(log: string): boolean {
  return codeOf(log) !== undefined;
}

function codeOf(log: string): FlashErrorCode | undefined {
  return SIGNS.find(([sign]) => sign.test(log))?.[1];
}
