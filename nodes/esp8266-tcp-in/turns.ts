/** Frames that one connection hands on before the others have their turn: a flood must not keep them waiting. */
const MOST_A_TURN = 50;
/** What all of them together may hand on, about; one frame takes some ten microseconds, with what the flow does more. */
const ALL_TOGETHER = 500;

/** How many frames a connection may hand on in its turn: the more of them have a flood to hand on, the fewer each. */
export class Turns {
  private readonly waiting = new Set<object>();

  /** Frames in the next turn of a connection, 1 at least. */
  get size(): number {
    return Math.max(1, Math.min(MOST_A_TURN, Math.floor(ALL_TOGETHER / (this.waiting.size + 1))));
  }

  /** Whether `connection` has more to hand on than its last turn allowed. */
  note(connection: object, hasMore: boolean): void {
    if (hasMore) this.waiting.add(connection);
    else this.waiting.delete(connection);
  }
}
