/**
 * Ids for messages in the shape of Node-RED's own, 16 hex digits: a random start and a count. Node-RED would draw eight
 * random numbers for each message that comes without one, which takes as long as all that we do with a plain frame.
 */
export class MessageIds {
  private readonly start: string;
  private count = 0;

  /** `random`: at least 8 hex digits. */
  constructor(random: string) {
    this.start = random.slice(0, 8);
  }

  next(): string {
    this.count = (this.count + 1) % 2 ** 32;
    return this.start + this.count.toString(16).padStart(8, '0');
  }
}
