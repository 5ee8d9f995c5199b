import { FlashError } from '../flash-error';

/** Who gave a value: a message, which says what it means, or the settings, where an environment variable may be missing. */
export type Origin = 'message' | 'settings';

/** The longest program has 192 KB; what is longer would only be copied and looked through for nothing. */
const MOST_CHARACTERS = 200_000;

interface Bounds {
  least: number;
  most: number;
}

/**
 * A value that somebody gave, whatever it is, under the name by which they know it. What it must be is asked of it; absent it
 * gives undefined, and otherwise FlashError `bad-request` says what was expected, what came, and what to do. No text that is
 * longer than any setting is let in at all.
 */
export class Given {
  constructor(
    readonly name: string,
    readonly value: unknown,
    readonly origin: Origin,
  ) {
    if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return;
    const problem = `${name} must have at most ${MOST_CHARACTERS} characters, it has ${value.length}`;
    throw new FlashError('bad-request', { problem });
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** Blanks around it do not matter, and none of it is as good as absent. */
  word(expected: string, isRight: (text: string) => boolean): string | undefined {
    const text = this.text(expected, (text) => text.trim() === '' || isRight(text.trim()))?.trim();
    return text === '' ? undefined : text;
  }

  text(expected: string, isRight: (text: string) => boolean): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value === 'string' && !this.isUnsetVariable && isRight(this.value)) return this.value;
    throw this.refusal(expected);
  }

  wholeNumber({ least, most }: Bounds): number | undefined {
    if (this.isAbsent) return undefined;
    const { value } = this;
    const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
    throw this.refusal(`a whole number from ${least} to ${most}`);
  }

  choice<Choice extends string>(choices: readonly Choice[]): Choice | undefined {
    if (this.isAbsent) return undefined;
    const choice = choices.find((one) => one === this.value);
    if (choice !== undefined) return choice;
    throw this.refusal(`one of ${choices.join(', ')}`);
  }

  flag(): boolean | undefined {
    if (this.isAbsent) return undefined;
    if (this.value === true || this.value === 'true') return true;
    if (this.value === false || this.value === 'false') return false;
    throw this.refusal('true or false');
  }

  /** As `text`, but kept out of errors. Node-RED keeps no empty secret: in the settings it is an empty variable. */
  secret(expected: string, isRight: (text: string) => boolean): string | undefined {
    if (this.origin === 'settings' && this.value === '') {
      const problem = `${this.name} names an environment variable that is empty; set that`;
      throw new FlashError('bad-request', { problem });
    }
    try {
      return this.text(expected, isRight);
    } catch {
      throw this.refusal(expected, { isSecret: true });
    }
  }

  /** What to throw; `advice` says what to do, `isSecret` keeps the value out of it. */
  refusal(expected: string, { advice = '', isSecret = false } = {}): FlashError {
    const came = isSecret ? 'something else' : shown(this.value);
    const hint = this.isUnsetVariable ? 'if it names an environment variable, set that' : advice;
    return new FlashError('bad-request', {
      problem: `${this.name} must be ${expected}, got ${came}${hint && `; ${hint}`}`,
    });
  }

  /** Node-RED leaves `${NAME}` in a setting as it is, or empty, when there is no such variable. */
  private get isUnsetVariable(): boolean {
    if (this.origin !== 'settings' || typeof this.value !== 'string') return false;
    return /^\$(\{[^{}]*\}|\([^()]*\))$/.test(this.value);
  }
}

/** A value for an error text: of what is no text and no number only the kind, for a password may be inside. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null || ['number', 'boolean', 'undefined'].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
