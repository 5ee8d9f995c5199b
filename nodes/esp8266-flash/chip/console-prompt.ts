import { setTimeout as pause } from 'node:timers/promises';
import { FlashError } from '../flash-error';
import type { LinkText } from './link-text';

/** The first character of a line that shall not be echoed. */
export const NO_ECHO = '\x10';
/** A line with the answer to one of our questions. */
export const ANSWER_LINE = /^< <\d+ .* \d+> >$/;
/** Clears what was typed and not ended, and what comes at once behind it too: it acts when all that is there was handled. */
const CTRL_C = '\x03';
const CLEARED_MS = 50;
/** More than any value has that we ask for. */
const KEPT_CHARACTERS = 8192;
/** From a line to its answer it takes the chip a few ms, and some more when its program is busy. */
const ANSWER_MS = 1500;
/** A console that is there answers at once; a chip that boots, in about a second. */
const FIRST_ANSWER_MS = 300;
/** What was asked before the chip came up is lost: while a person is waited for, it must be asked anew. */
const LONGEST_ANSWER_MS = 3000;

export interface PromptLine {
  text: LinkText;
  /** Resolves when the line has left this machine. */
  send(line: string): Promise<void>;
  onText(listener: (said: string) => void): void;
}

/** Questions and answers at Espruino's prompt, found among whatever else a program prints. */
export class Prompt {
  private readonly listeners = new Set<(said: string) => void>();
  private asked = 0;

  constructor(private readonly line: PromptLine) {
    line.onText((said) => {
      for (const listener of this.listeners) listener(said);
    });
  }

  /**
   * The value of `expression`, however often it must be asked for. A running program is left alone at first; then what
   * may stand in the line before us is cleared. Throws FlashError `console-silent` after `patienceMs`.
   */
  async find(expression: string, patienceMs: number): Promise<unknown> {
    const until = performance.now() + patienceMs;
    for (let waitMs = FIRST_ANSWER_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_ANSWER_MS)) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) throw new FlashError('console-silent');
      const answer = await this.tryToAsk(expression, Math.min(waitMs, leftMs), '\n');
      if (answer !== undefined) return answer;
      await this.clearLine();
    }
  }

  /** Asks, and once more when there is no answer. Throws FlashError `console-silent`, or the exception of the chip. */
  async evaluate(expression: string, patienceMs = ANSWER_MS): Promise<unknown> {
    const answer = await this.tryToAsk(expression, patienceMs);
    return answer === undefined ? this.ask(expression, patienceMs) : answer;
  }

  /** Asks once. The answer stands between marks that no echo of the question can be taken for. */
  async ask(expression: string, patienceMs = ANSWER_MS, before = ''): Promise<unknown> {
    const number = ++this.asked;
    const caught = `(function(){try{return[${expression}]}catch(e){return e.toString()}})()`;
    const question = `${before}${NO_ECHO}print("<","<${number}",JSON.stringify(${caught}),"${number}>",">")\n`;
    const marked = new RegExp(`< <${number} (.*?) ${number}> >`, 's');
    const [, answer = ''] = await this.hear(patienceMs, (said) => marked.exec(said), question);
    const value: unknown = JSON.parse(answer);
    if (!Array.isArray(value)) throw new Error(String(value));
    return value[0] ?? null;
  }

  /** Sends `line`, if any, and listens until `find` has found something. Throws FlashError `console-silent` when it does not in time. */
  async hear<Found>(patienceMs: number, find: (said: string) => Found | null, line?: string): Promise<Found> {
    let listener: (said: string) => void = () => {};
    const found = new Promise<Found>((resolve) => {
      let heard = '';
      listener = (said) => {
        heard = (heard + said).slice(-KEPT_CHARACTERS);
        const result = find(heard);
        if (result !== null) resolve(result);
      };
      this.listeners.add(listener);
    });
    try {
      if (line !== undefined) await this.within(patienceMs, this.line.send(line));
      return await this.within(patienceMs, found);
    } finally {
      this.listeners.delete(listener);
    }
  }

  /** `work`, unless nothing goes on any more or `ms` pass first. */
  within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
    return this.line.text.within(ms, work, tooLate);
  }

  private async clearLine(): Promise<void> {
    await this.within(ANSWER_MS, this.line.send(CTRL_C));
    await pause(CLEARED_MS);
  }

  private async tryToAsk(expression: string, patienceMs: number, before = ''): Promise<unknown> {
    try {
      return await this.ask(expression, patienceMs, before);
    } catch (error) {
      // Half an answer, of bytes that were lost, is none.
      if (error instanceof SyntaxError) return undefined;
      if (error instanceof FlashError && error.code === 'console-silent') return undefined;
      throw error;
    }
  }
}

function tooLate(): FlashError {
  return new FlashError('console-silent');
}
