import { Sequence, type Step } from './sequence';

/** Whether plain frames are read as a counter: while they behave as one, always, or never. */
export type CounterMode = 'auto' | 'always' | 'never';

/** What a plain payload is, read as a counter. `restart` is a count that began anew. */
export type CounterStep = Step | { kind: 'restart' };

/** Steps of +1 in a row before `auto` believes; a thermometer that says 21, 22, 23 does not get there. */
const BELIEF = 3;
const MAX_TRUST = 8;
const DOUBT = { fresh: 1, late: 0, duplicate: 2, restart: 0, odd: 3 } as const;
/** In `auto` only a fall to a small number is a restart; a fall of a few is a value that goes down. */
const RESTARTS_BELOW = 10;

const NOT_A_COUNTER = { step: undefined, last: undefined };

/** Watches the payloads of one plain device and reads them as a counter only while they behave as one. */
export class CounterWatch {
  private readonly sequence = new Sequence();
  private trust = 0;

  constructor(private readonly mode: CounterMode) {}

  /** What `payload` is as a counter value, undefined when it is not read as one; and the value before it. */
  observe(payload: unknown): { step: CounterStep | undefined; last: number | undefined } {
    const { last } = this.sequence;
    if (this.mode === 'never') return NOT_A_COUNTER;
    if (!Number.isSafeInteger(payload)) return this.lose();
    const wasBelieved = this.isBelieved;
    const step = this.step(payload as number);
    this.learn(step);
    return { step: wasBelieved || this.isBelieved ? step : undefined, last };
  }

  private get isBelieved(): boolean {
    return this.mode === 'always' || this.trust >= BELIEF;
  }

  private step(number: number): CounterStep | undefined {
    const last = this.sequence.last;
    if (last === undefined || number >= last || this.sequence.isMissing(number)) return this.sequence.take(number);
    this.sequence.restart(number);
    return this.mode === 'always' || number < RESTARTS_BELOW ? { kind: 'restart' } : undefined;
  }

  private learn(step: CounterStep | undefined): void {
    const isPlusOne = step?.kind === 'fresh' && step.missed === 0;
    const change = isPlusOne ? 1 : -DOUBT[step?.kind ?? 'odd'];
    this.trust = Math.min(MAX_TRUST, Math.max(0, this.trust + change));
  }

  private lose(): typeof NOT_A_COUNTER {
    this.trust = 0;
    this.sequence.restart();
    return NOT_A_COUNTER;
  }
}
