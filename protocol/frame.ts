const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIRST_HELD_BYTES = 64;
const NOTHING = Buffer.alloc(0);

/** Where a frame ends: at each LF (a CR before it belongs to the line end), or only when the client closes. */
export type FrameEnd = 'line' | 'connection';

/**
 * Cuts a stream of bytes, split anywhere, into frames of at most `maxFrameBytes` bytes, line end not counted.
 *
 * A frame that lies whole in one chunk is a view of that chunk, not a copy; only the start of a frame whose rest is
 * still to come is copied, so that no chunk is kept alive. At most one frame (and a CR) is ever held.
 */
export class FrameDecoder {
  /** True once a frame went over the limit. What follows cannot be trusted any more: nothing else comes out. */
  isTooLong = false;
  /** What has not been cut yet of the last chunk. */
  private rest: Buffer = NOTHING;
  private held: Buffer | undefined;
  private heldBytes = 0;

  constructor(
    private readonly frameEnd: FrameEnd,
    private readonly maxFrameBytes: number,
  ) {
    if (!(Number.isInteger(maxFrameBytes) && maxFrameBytes > 0)) {
      throw new RangeError(`maxFrameBytes must be a whole number above 0, got ${maxFrameBytes}`);
    }
  }

  /**
   * The frames that `chunk` completes, in order, without their line ends; the views are good until `chunk` is reused. When
   * there are more than `most` the rest waits: `more` is to be asked for it before the next chunk.
   */
  push(chunk: Buffer, most = Number.POSITIVE_INFINITY): Buffer[] {
    this.rest = chunk;
    return this.more(most);
  }

  /** The next frames of the last chunk, `most` at most: as frames they would take many times the room of their bytes. */
  more(most: number): Buffer[] {
    const { rest: chunk } = this;
    const frames: Buffer[] = [];
    let start = 0;
    while (!this.isTooLong && start < chunk.length && frames.length < most) {
      const end = this.frameEnd === 'line' ? chunk.indexOf(LINE_FEED, start) : -1;
      const frame = end < 0 ? this.hold(chunk.subarray(start)) : this.complete(chunk, start, end);
      if (frame !== undefined) frames.push(frame);
      start = end < 0 ? chunk.length : end + 1;
    }
    this.rest = this.isTooLong || start === chunk.length ? NOTHING : chunk.subarray(start);
    return frames;
  }

  /** Whether a part of the last chunk waits. */
  get hasMore(): boolean {
    return this.rest.length > 0;
  }

  /** What came after the last line end (`connection`: everything); undefined when that is nothing. Empties the decoder. */
  end(): Buffer | undefined {
    const { held, heldBytes } = this;
    this.rest = NOTHING;
    this.release();
    if (held === undefined) return undefined;
    return this.fits(this.frameEnd === 'connection' ? held.subarray(0, heldBytes) : lineIn(held, 0, heldBytes));
  }

  /** Bytes of the unfinished frame; 0 between frames. */
  get pendingBytes(): number {
    return this.heldBytes;
  }

  private complete(chunk: Buffer, start: number, end: number): Buffer | undefined {
    if (this.heldBytes === 0) return this.fits(lineIn(chunk, start, end));
    this.hold(chunk.subarray(start, end));
    const { held, heldBytes } = this;
    this.release();
    return held === undefined || this.isTooLong ? undefined : this.fits(lineIn(held, 0, heldBytes));
  }

  private fits(frame: Buffer): Buffer | undefined {
    if (frame.length <= this.maxFrameBytes) return frame;
    this.isTooLong = true;
    return undefined;
  }

  private hold(bytes: Buffer): undefined {
    const total = this.heldBytes + bytes.length;
    // One byte more than the limit: it may be the CR of a line end whose LF is still under way.
    if (total > this.maxFrameBytes + 1) {
      this.isTooLong = true;
      this.release();
      return;
    }
    const held = this.roomFor(total);
    bytes.copy(held, this.heldBytes);
    this.heldBytes = total;
    if (total > this.maxFrameBytes && held[total - 1] !== CARRIAGE_RETURN) this.isTooLong = true;
  }

  /** Doubling keeps a frame that arrives byte by byte at linear cost. */
  private roomFor(total: number): Buffer {
    const held = this.held;
    if (held !== undefined && held.length >= total) return held;
    const wanted = Math.max(total, FIRST_HELD_BYTES, (held?.length ?? 0) * 2);
    const grown = Buffer.allocUnsafeSlow(Math.min(wanted, this.maxFrameBytes + 1));
    held?.copy(grown, 0, 0, this.heldBytes);
    this.held = grown;
    return grown;
  }

  /** The frame handed out may be the held buffer itself, so it is let go and not reused. */
  private release(): void {
    this.held = undefined;
    this.heldBytes = 0;
  }
}

/** From `start` to `end`, or to the CR before it. */
function lineIn(bytes: Buffer, start: number, end: number): Buffer {
  return bytes.subarray(start, bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
}

/** A frame as it goes on the wire: the text and CR LF, as the article's `println` ends its lines. */
export function formatFrame(text: string): string {
  return `${text}\r\n`;
}
