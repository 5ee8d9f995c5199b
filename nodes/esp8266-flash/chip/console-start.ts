import { FlashError } from '../flash-error';
import { NO_ECHO, type Prompt } from './console-prompt';

/** The chip reads its program and runs it up to its end in some 100 ms; one that is long, or waits, takes more. */
const START_MS = 3000;
/** Without a word so long: it has nothing to say, and a prompt that was there already is not shown again. */
const QUIET_MS = 500;
/** What a program does first with a timer, it does at once: an exception in that follows the prompt. */
const AFTERMATH_MS = 200;
/** Memory that runs out is no exception, and no program survives it at its start. */
const EXCEPTION = /(?:Uncaught |(?=OUT OF MEMORY))([^\r\n]+)\r?\n/;
/** A program that restarts the chip does so when it begins, or with its first timer; each restart takes half a second. */
const WATCH_MS = 1500;
const NOT_ASCII = /[\x80-\xff]/;
/** Comes when the boot code has run to its end. */
const IS_PROMPT_SHOWN = /(?:^|[\r\n]|\[J)>$/;

/**
 * Lets the chip begin anew with what is stored. A program may switch its prompt off: then whatever it prints will do.
 * Throws FlashError `program-bad` with the exception that it ends in, or when the chip says nothing at all.
 */
export async function startProgram(prompt: Prompt): Promise<void> {
  let said = '';
  const hear = (patienceMs: number, line?: string) => {
    const before = said;
    const listen = (text: string) => {
      said = before + text;
      return isOver(said) || null;
    };
    return isHeard(prompt.hear(patienceMs, listen, line));
  };
  await hear(QUIET_MS, `${NO_ECHO}load()\n`);
  // to print anything brings the prompt back, when the boot code has run to its end
  if (!isOver(said)) await hear(START_MS, said === '' ? `${NO_ECHO}print()\n` : undefined);
  if (said === '') throw new FlashError('program-bad', { detail: 'the chip has been silent since its start' });
  let exception = EXCEPTION.exec(said);
  const listenOn = (text: string) => {
    exception = EXCEPTION.exec(text);
    return exception;
  };
  if (exception === null) await isHeard(prompt.hear(AFTERMATH_MS, listenOn));
  if (exception !== null) throw new FlashError('program-bad', { detail: exception[1] ?? '' });
}

function isOver(said: string): boolean {
  return EXCEPTION.test(said) || IS_PROMPT_SHOWN.test(said);
}

/**
 * Whether the program that runs restarts the chip over and over. The boot log is junk at the rate of the console: what is
 * not ASCII is reason enough to listen at the other rate, where a restart says so in words.
 */
export async function restartsChip(prompt: Prompt, isRestartHeard: () => Promise<boolean>): Promise<boolean> {
  let isSuspect = false;
  const listen = (text: string) => {
    isSuspect = NOT_ASCII.test(text);
    return isSuspect || null;
  };
  await isHeard(prompt.hear(WATCH_MS, listen));
  return isSuspect && isRestartHeard();
}

/** Silence is no failure here. */
async function isHeard(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof FlashError && error.code === 'console-silent')) throw error;
  }
}
