/** One packet after the other, as one processor takes them: while it is held, the next ones wait. */
export class PacketQueue {
  private readonly waiting: Buffer[] = [];
  private isHeld = false;
  private isEnded = false;

  constructor(private readonly handle: (packet: Buffer) => void) {}

  push(packet: Buffer): void {
    if (this.isEnded) return;
    this.waiting.push(packet);
    this.drain();
  }

  /** Nothing is handled until what this gives has been called. */
  hold(): () => void {
    this.isHeld = true;
    return () => {
      this.isHeld = false;
      this.drain();
    };
  }

  end(): void {
    this.isEnded = true;
    this.waiting.length = 0;
  }

  private drain(): void {
    while (!this.isHeld && !this.isEnded) {
      const packet = this.waiting.shift();
      if (!packet) return;
      this.handle(packet);
    }
  }
}
