const BITS_PER_BYTE = 10;
/** So many bytes arrive together at most, for what they take at the rate: timers are no finer. */
const PIECE_MS = 5;

interface Piece {
  bytes: Buffer;
  senderBaud: number;
  arrivesAtMs: number;
  arrived: () => void;
}

/**
 * One direction of the wire. Timed, each byte takes its ten bits and the next waits for it; else all arrives at once.
 * The time counts from when the wire was free, so that a late timer delays nothing that follows.
 */
export class Lane {
  private readonly pieces: Piece[] = [];
  private freeAtMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly isTimed: boolean,
    private readonly deliver: (bytes: Buffer, senderBaud: number) => void,
  ) {}

  /** Resolves when the last of `bytes` has arrived. */
  async send(bytes: Buffer, senderBaud: number): Promise<void> {
    if (!this.isTimed) {
      if (bytes.length > 0) this.deliver(bytes, senderBaud);
      return;
    }
    const pieceBytes = Math.max(1, Math.floor((senderBaud * PIECE_MS) / 1000 / BITS_PER_BYTE));
    let last: Promise<void> | undefined;
    for (let from = 0; from < bytes.length; from += pieceBytes)
      last = this.add(Buffer.from(bytes.subarray(from, from + pieceBytes)), senderBaud);
    await last;
  }

  get pendingBytes(): number {
    return this.pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** What is on its way is lost. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const { arrived } of this.pieces.splice(0)) arrived();
    this.freeAtMs = 0;
  }

  private add(bytes: Buffer, senderBaud: number): Promise<void> {
    this.freeAtMs = Math.max(this.freeAtMs, performance.now()) + (bytes.length * BITS_PER_BYTE * 1000) / senderBaud;
    const arrivesAtMs = this.freeAtMs;
    return new Promise((arrived) => {
      this.pieces.push({ bytes, senderBaud, arrivesAtMs, arrived });
      if (!this.timer) this.waitForNext();
    });
  }

  private waitForNext(): void {
    this.timer = undefined;
    const next = this.pieces[0];
    if (next) this.timer = setTimeout(() => this.arrive(), Math.max(0, next.arrivesAtMs - performance.now()));
  }

  private arrive(): void {
    const now = performance.now();
    for (let next = this.pieces[0]; next && next.arrivesAtMs <= now; next = this.pieces[0]) {
      this.pieces.shift();
      this.deliver(next.bytes, next.senderBaud);
      next.arrived();
    }
    this.waitForNext();
  }
}
