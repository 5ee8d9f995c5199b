import { EventEmitter, once } from 'node:events';

/** Keeps what happened, by name, and lets a test wait for the next thing of a name. */
export class EventLog {
  readonly names: string[] = [];
  private readonly waiting: [name: string, value: unknown][] = [];
  private readonly emitter = new EventEmitter();

  add(name: string, value?: unknown): void {
    this.names.push(name);
    this.waiting.push([name, value]);
    this.emitter.emit('added');
  }

  /** The value of the next `name` that was not waited for yet. */
  async next(name: string): Promise<unknown> {
    for (;;) {
      const index = this.waiting.findIndex(([candidate]) => candidate === name);
      const found = index < 0 ? undefined : this.waiting.splice(0, index + 1).at(-1);
      if (found !== undefined) return found[1];
      await once(this.emitter, 'added', { signal: AbortSignal.timeout(20_000) });
    }
  }
}
