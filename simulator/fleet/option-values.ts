import { parseArgs } from 'node:util';

/** The command line cannot be followed; the message says what was expected, what came, and what to do. */
export class ArgumentError extends Error {}

/** Options by name, as the command line gives them. */
export type RawValues = Record<string, string | boolean | undefined>;

/** The options as they came, read as what they must be. */
export class OptionValues {
  constructor(private readonly raw: RawValues) {}

  /** Throws ArgumentError for an option that is not among these. */
  static read(argv: string[], { valued, flags }: { valued: string[]; flags: string[] }): OptionValues {
    const options = [
      ...valued.map((name) => [name, { type: 'string' }] as const),
      ...flags.map((name) => [name, { type: 'boolean' }] as const),
    ];
    try {
      return new OptionValues(parseArgs({ args: argv, options: Object.fromEntries(options) }).values as RawValues);
    } catch (error) {
      throw new ArgumentError(`${(error as Error).message}; see --help for the options`);
    }
  }

  flag(name: string): boolean {
    return this.raw[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.raw[name];
    if (value === '') throw this.bad(name, 'a text', 'leave the option out for its default');
    return value as string | undefined;
  }

  wholeNumber(name: string, { least, most, usual }: { least: number; most: number; usual: number }): number {
    const text = this.raw[name];
    if (text === undefined) return usual;
    const value = Number(text);
    if (text !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.bad(name, `a whole number from ${least} to ${most}`, `try --${name} ${usual}`);
  }

  /** Seconds on the command line, milliseconds inside. */
  seconds(name: string): number | undefined {
    const text = this.raw[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text !== '' && value > 0 && value <= 86_400) return value * 1000;
    throw this.bad(name, 'seconds, above 0 and up to 86400', `try --${name} 10`);
  }

  /** The first choice is the default. */
  oneOf<T extends string>(name: string, choices: [T, ...T[]]): T {
    const value = this.raw[name] ?? choices[0];
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return choice;
    throw this.bad(name, choices.join(' or '), `try --${name} ${choices[0]}`);
  }

  ids(devices: number): (index: number) => string | undefined {
    const id = this.id('id', 64);
    const prefix = this.id('id-prefix', 64 - String(devices).length);
    if (id !== undefined && devices > 1) throw this.bad('id', `--devices 1`, 'use --id-prefix for several chips');
    if (prefix !== undefined) return (index) => `${prefix}${index + 1}`;
    return () => id;
  }

  private id(name: string, most: number): string | undefined {
    const id = this.text(name);
    if (id === undefined || (/^[\w.-]+$/.test(id) && id.length <= most)) return id;
    throw this.bad(name, `1 to ${most} of A-Z a-z 0-9 . _ -`, `try --${name} kitchen`);
  }

  private bad(name: string, expected: string, advice: string): ArgumentError {
    return new ArgumentError(`--${name} expects ${expected}, got "${this.raw[name]}"; ${advice}`);
  }
}
