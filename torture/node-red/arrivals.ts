/** Which numbers of a count from 0 have come. Holds only what came before its turn. */
export class Arrivals {
  /** Different numbers that have come. */
  count = 0;
  /** How often one came that had come. */
  repeated = 0;
  /** All below have come. */
  private next = 0;
  private readonly early = new Set<number>();

  take(number: number): void {
    if (number < this.next || this.early.has(number)) {
      this.repeated++;
      return;
    }
    this.count++;
    this.early.add(number);
    while (this.early.delete(this.next)) this.next++;
  }
}
