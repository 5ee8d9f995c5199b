import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Done, Order, Orders } from './order';

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A program in a process of its own that carries out orders; it ends when this process ends, however that comes. */
export class ChildProgram<T extends Orders<T>> {
  private readonly child: ChildProcess;
  private readonly asked = new Map<number, Asked>();
  private readonly ended: Promise<unknown>;
  private lastNumber = 0;

  /** `file` is a compiled program that calls `carryOut`. */
  constructor(file: string) {
    // a Map travels as a Map
    this.child = fork(file, { serialization: 'advanced' });
    this.child.on('message', (done: Done) => this.done(done));
    this.child.once('exit', (code, signal) => this.gone(new Error(`${file} ended with ${signal ?? `code ${code}`}`)));
    this.ended = once(this.child, 'exit');
  }

  /** Resolves with what the program answers. Throws an Error when it cannot do it, or ends. */
  ask<Name extends keyof T & string>(
    name: Name,
    ...values: Parameters<T[Name]>
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    return new Promise((resolve, reject) => {
      const number = this.tell(name, ...values);
      if (number === undefined) reject(new Error(`"${name}" was asked of a program that has ended`));
      else this.asked.set(number, { resolve: resolve as Asked['resolve'], reject });
    });
  }

  /** Asks without waiting for the answer; gives its number, or undefined when the program has ended. */
  tell<Name extends keyof T & string>(name: Name, ...values: Parameters<T[Name]>): number | undefined {
    if (!this.child.connected) return undefined;
    this.lastNumber += 1;
    this.child.send({ number: this.lastNumber, name, values } satisfies Order);
    return this.lastNumber;
  }

  /** Resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.ended;
  }

  private done({ number, value, failure }: Done): void {
    const asked = this.asked.get(number);
    this.asked.delete(number);
    if (failure === undefined) asked?.resolve(value);
    else if (asked) asked.reject(new Error(failure));
    else throw new Error(failure); // nobody waits for it, and it must not go unnoticed
  }

  private gone(error: Error): void {
    for (const { reject } of this.asked.values()) reject(error);
    this.asked.clear();
  }
}
