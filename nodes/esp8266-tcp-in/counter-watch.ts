import { Sequence, type Step } from './sequence';

/** Whether plain frames are read as a counter: while they behave as one, always, or never. */
export type CounterMode = 'auto' | 'always' | 'never';

/** What a plain payload is, read as a counter. `restart` is a count that began anew. */
export type CounterStep = Step | { kind: 'restart' };

/** Steps of +1 in a row before `auto` believes. */
const BELIEF = 3;
/** What a counter may then do that counters seldom do; a step of +1 pays 1 of it back. */
const TRUST = 6;
const DOUBT = { fresh: 1, late: 0, duplicate: 2, restart: 2, odd: 3 } as const;
/** In `auto` only a fall to a small number is a restart; a fall of a few is a value that goes down. */
const RESTARTS_BELOW = 10;

const NOT_A_COUNTER = { step: undefined, last: undefined };

/** Watches the payloads of one plain device and reads them as a counter only while they behave as one. */
export class CounterWatch {
  private readonly sequence = new Sequence();
  private isBelieved: boolean;
  private stepsInARow = 0;
  private trust = 0;

  constructor(private readonly mode: CounterMode) {
    this.isBelieved = mode === 'always';
  }

  /** What `payload` is as a counter value, undefined when it is not read as one; and the value before it. */
  observe(payload: unknown): { step: CounterStep | undefined; last: number | undefined } {
    const { last } = this.sequence;
    if (this.mode === 'never') return NOT_A_COUNTER;
    if (!Number.isSafeInteger(payload)) return this.lose();
    const wasBelieved = this.isBelieved;
    const step = this.step(payload as number);
    if (last !== undefined) this.learn(step);
    return { step: wasBelieved || this.isBelieved ? step : undefined, last };
  }

  private step(number: number): CounterStep | undefined {
    const last = this.sequence.last;
    if (last === undefined || number >= last || this.sequence.isMissing(number)) return this.sequence.take(number);
    this.sequence.restart(number);
    return this.mode === 'always' || number < RESTARTS_BELOW ? { kind: 'restart' } : undefined;
  }

  private learn(step: CounterStep | undefined): void {
    if (this.mode === 'always') return;
    const isPlusOne = step?.kind === 'fresh' && step.missed === 0;
    this.stepsInARow = isPlusOne ? this.stepsInARow + 1 : 0;
    if (this.isBelieved) this.trust = Math.min(TRUST, this.trust + (isPlusOne ? 1 : -DOUBT[step?.kind ?? 'odd']));
    else if (this.stepsInARow >= BELIEF) this.trust = TRUST;
    this.isBelieved = this.trust > 0;
  }

  private lose(): typeof NOT_A_COUNTER {
    this.trust = 0;
    this.stepsInARow = 0;
    this.isBelieved = this.mode === 'always';
    this.sequence.restart();
    return NOT_A_COUNTER;
  }
}
