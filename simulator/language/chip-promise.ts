/** What the chip's `Date`, `Math.random` and promises need from the runtime. */
export interface BuiltInSources {
  /** Milliseconds since 1970 by the chip's clock, with a fraction. */
  nowMs(): number;
  /** From 0 to 1. */
  random(): number;
  /** Runs `task` after the code that runs now. */
  later(task: () => void): void;
  /** A promise was rejected and nobody looked. */
  unhandled(reason: unknown): void;
}

/**
 * Espruino's promises: constructor, then, catch, all, resolve, reject; a rejection that nobody takes is printed. It runs
 * inside of the chip's context, given as text: nothing outside of its braces can be used.
 */
export function definePromise(sources: BuiltInSources): void {
  // biome-ignore lint/suspicious/noExplicitAny: a promise holds whatever the script puts into it
  type Any = any;

  class ChipPromise {
    private state: 'waiting' | 'resolved' | 'rejected' = 'waiting';
    private value: Any;
    private isTaken = false;
    private readonly waiting: (() => void)[] = [];

    constructor(executor: (resolve: (value: Any) => void, reject: (reason: Any) => void) => void) {
      try {
        executor(
          (value) => this.follow(value),
          (reason) => this.settle('rejected', reason),
        );
      } catch (error) {
        this.settle('rejected', error);
      }
    }

    // biome-ignore lint/suspicious/noThenProperty: this is a promise
    then(onResolved?: (value: Any) => Any, onRejected?: (reason: Any) => Any): ChipPromise {
      this.isTaken = true;
      return new ChipPromise((resolve, reject) => {
        const react = () => {
          const handler = this.state === 'resolved' ? onResolved : onRejected;
          try {
            if (handler) resolve(handler(this.value));
            else if (this.state === 'resolved') resolve(this.value);
            else reject(this.value);
          } catch (error) {
            reject(error);
          }
        };
        if (this.state === 'waiting') this.waiting.push(react);
        else sources.later(react);
      });
    }

    catch(onRejected: (reason: Any) => Any): ChipPromise {
      return this.then(undefined, onRejected);
    }

    static resolve(value: Any): ChipPromise {
      return new ChipPromise((resolve) => resolve(value));
    }

    static reject(reason: Any): ChipPromise {
      return new ChipPromise((_, reject) => reject(reason));
    }

    static all(promises: Any[]): ChipPromise {
      return new ChipPromise((resolve, reject) => {
        const values: Any[] = [];
        let missing = promises.length;
        if (missing === 0) resolve(values);
        promises.forEach((promise, index) => {
          ChipPromise.resolve(promise).then((value) => {
            values[index] = value;
            missing -= 1;
            if (missing === 0) resolve(values);
          }, reject);
        });
      });
    }

    private follow(value: Any): void {
      if (typeof value?.then !== 'function') this.settle('resolved', value);
      else
        value.then(
          (inner: Any) => this.follow(inner),
          (reason: Any) => this.settle('rejected', reason),
        );
    }

    private settle(state: 'resolved' | 'rejected', value: Any): void {
      if (this.state !== 'waiting') return;
      this.state = state;
      this.value = value;
      for (const react of this.waiting) sources.later(react);
      if (state === 'rejected') sources.later(() => this.isTaken || sources.unhandled(value));
    }
  }
  (globalThis as Any).Promise = ChipPromise;
}
