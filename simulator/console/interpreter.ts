/** What running a text came to. */
export type Result = { value: unknown } | { error: unknown };

/** What the console needs of the interpreter that runs now. */
export interface Interpreter {
  /** Runs `code` in the global scope; a declaration gives what it declares. */
  evaluate(code: string): Result;
  /** Prints an error as one that nobody caught; `line` of the console is where it came from. */
  report(error: unknown, line?: string): void;
  /** Gives `details` to those who listen on `E` for 'packet'; false when nobody does. */
  emitPacket(details: object): boolean;
}
