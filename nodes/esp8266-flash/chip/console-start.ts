import { FlashError } from '../flash-error';
import { NO_ECHO, type Prompt } from './console-prompt';

/** The chip reads its program and runs it up to its end in some 100 ms; one that is long, or waits, takes more. */
const START_MS = 3000;
/** What a program does first with a timer, it does at once: an exception in that follows the prompt. */
const AFTERMATH_MS = 200;
/** Memory that runs out is no exception, and no program survives it at its start. */
const EXCEPTION = /(?:Uncaught |(?=OUT OF MEMORY))([^\r\n]+)\r?\n/;
/** Comes when the boot code has run to its end. */
const IS_PROMPT_SHOWN = /(?:^|[\r\n]|\[J)>$/;

/**
 * Lets the chip begin anew with what is stored. A program may switch its prompt off: then whatever it prints will do.
 * Throws FlashError `program-bad` with the exception that it ends in, or when the chip says nothing at all.
 */
export async function startProgram(prompt: Prompt): Promise<void> {
  let said = '';
  const listen = (text: string) => {
    said = text;
    return EXCEPTION.test(text) || IS_PROMPT_SHOWN.test(text) || null;
  };
  await isHeard(prompt.hear(START_MS, listen, `${NO_ECHO}load()\n`));
  if (said === '') throw new FlashError('program-bad', { detail: 'the chip has been silent since its start' });
  let exception = EXCEPTION.exec(said);
  const listenOn = (text: string) => {
    exception = EXCEPTION.exec(text);
    return exception;
  };
  if (exception === null) await isHeard(prompt.hear(AFTERMATH_MS, listenOn));
  if (exception !== null) throw new FlashError('program-bad', { detail: exception[1] ?? '' });
}

/** Silence is no failure here. */
async function isHeard(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof FlashError && error.code === 'console-silent')) throw error;
  }
}
