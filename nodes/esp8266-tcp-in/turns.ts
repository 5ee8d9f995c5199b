/** Frames that one connection hands on before the others have their turn: a flood must not keep them waiting. */
const MOST_A_TURN = 50;
/** What all of them together may hand on, about; one frame takes some ten microseconds, with what the flow does more. */
const ALL_TOGETHER = 500;

/** How many frames a connection may hand on in its turn: the more of them have a flood to hand on, the fewer each. */
export class Turns {
  /** Connections that have more to hand on. */
  private waiting = 0;

  /** Frames in the next turn of a connection, 1 at least. */
  get size(): number {
    return Math.max(1, Math.min(MOST_A_TURN, Math.floor(ALL_TOGETHER / (this.waiting + 1))));
  }

  /** A connection has more to hand on than its turn allows. */
  wait(): void {
    this.waiting++;
  }

  /** It has handed on all. */
  done(): void {
    this.waiting--;
  }
}
