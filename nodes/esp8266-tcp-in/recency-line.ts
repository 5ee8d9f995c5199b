/** Stands in a line; only the line sets these. */
export interface Linked<Item> {
  older: Item | undefined;
  newer: Item | undefined;
}

/** Items in the order in which they were last touched. Touching is as cheap for thousands as for one, and makes no garbage. */
export class RecencyLine<Item extends Linked<Item>> {
  /** Not touched for longest. */
  oldest: Item | undefined;
  private newest: Item | undefined;

  /** Puts `item` at the end of the line, whether it stood in it or not. */
  touch(item: Item): void {
    if (item === this.newest) return;
    this.remove(item);
    item.older = this.newest;
    if (this.newest === undefined) this.oldest = item;
    else this.newest.newer = item;
    this.newest = item;
  }

  remove(item: Item): void {
    const { older, newer } = item;
    if (older !== undefined) older.newer = newer;
    else if (this.oldest === item) this.oldest = newer;
    if (newer !== undefined) newer.older = older;
    else if (this.newest === item) this.newest = older;
    item.older = undefined;
    item.newer = undefined;
  }

  clear(): void {
    this.oldest = undefined;
    this.newest = undefined;
  }

  /** From the oldest to the newest. */
  *[Symbol.iterator](): Generator<Item> {
    for (let item = this.oldest; item !== undefined; item = item.newer) yield item;
  }
}
