import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** Asked by number, answered by the same. */
export interface Order {
  number: number;
  name: string;
  values: unknown[];
}

/** `failure` says why it could not be done. */
export interface Done {
  number: number;
  value?: unknown;
  failure?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: any function is an order, with whatever it takes and gives
type Orders<T> = { [name in keyof T]: (...values: any[]) => unknown };

/** A program in a process of its own that carries out `Orders`; it ends when this process ends, however that comes. */
export class ChildProgram<T extends Orders<T>> {
  private readonly child: ChildProcess;
  private readonly answers = new EventEmitter<Record<`${number}`, [Done]>>();
  private readonly ended: Promise<never>;
  private lastNumber = 0;

  /** `file` is a compiled program that calls `carryOut`. */
  constructor(file: string) {
    // a Map travels as a Map
    this.child = fork(file, { serialization: 'advanced' });
    this.child.on('message', (done: Done) => this.answers.emit(`${done.number}`, done));
    this.ended = once(this.child, 'exit').then(([code, signal]) => {
      throw new Error(`${file} ended with ${signal ?? `code ${code}`}`);
    });
    this.ended.catch(() => {}); // whoever asks then is told
  }

  /** Resolves with what the program answers. Throws an Error when it cannot do it, or ends. */
  async ask<Name extends keyof T & string>(
    name: Name,
    ...values: Parameters<T[Name]>
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    const number = this.tell(name, ...values);
    const [{ value, failure }] = (await Promise.race([once(this.answers, `${number}`), this.ended])) as [Done];
    if (failure !== undefined) throw new Error(failure);
    return value as Awaited<ReturnType<T[Name]>>;
  }

  /** Asks without waiting for the answer; gives the number under which it comes. */
  tell<Name extends keyof T & string>(name: Name, ...values: Parameters<T[Name]>): number {
    this.lastNumber += 1;
    if (this.child.connected) this.child.send({ number: this.lastNumber, name, values } satisfies Order);
    return this.lastNumber;
  }

  /** Resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.ended.catch(() => {});
  }
}
