import { SLIP } from '../../protocol/slip';

const { END, ESCAPE, ESCAPED_END, ESCAPED_ESCAPE } = SLIP;

/**
 * Cuts a stream of bytes into SLIP frames (RFC 1055), as the boot ROM does: what comes before the first END is skipped,
 * an empty frame is none, a frame with a wrong escape or of more than `maxBytes` is dropped.
 *
 *     new SlipDecoder(8192).push(Buffer.from([0xc0, 1, 0xdb, 0xdc, 0xc0])); // [<01 c0>]
 */
export class SlipDecoder {
  private pieces: Buffer[] = [];
  private isInFrame = false;

  constructor(private readonly maxBytes: number) {}

  /** The frames that end in `chunk`. */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let from = 0;
    for (let end = chunk.indexOf(END); end !== -1; end = chunk.indexOf(END, from)) {
      const frame = this.close(chunk.subarray(from, end));
      if (frame) frames.push(frame);
      from = end + 1;
    }
    if (this.isInFrame && from < chunk.length) this.pieces.push(Buffer.from(chunk.subarray(from)));
    return frames;
  }

  /** An END has come: it opens a frame, or closes the open one when there is something in it. */
  private close(last: Buffer): Buffer | undefined {
    const escaped = Buffer.concat([...this.pieces, last]);
    const hasContent = this.isInFrame && escaped.length > 0;
    this.pieces = [];
    this.isInFrame = !hasContent;
    const frame = hasContent ? withoutEscapes(escaped) : undefined;
    return frame && frame.length <= this.maxBytes ? frame : undefined;
  }
}

/** Undefined when an escape is followed by something that cannot be. */
function withoutEscapes(escaped: Buffer): Buffer | undefined {
  const plain = Buffer.alloc(escaped.length);
  let length = 0;
  let from = 0;
  for (let at = escaped.indexOf(ESCAPE); at !== -1; at = escaped.indexOf(ESCAPE, from)) {
    length += escaped.copy(plain, length, from, at);
    const code = escaped[at + 1];
    if (code !== ESCAPED_END && code !== ESCAPED_ESCAPE) return undefined;
    length = plain.writeUInt8(code === ESCAPED_END ? END : ESCAPE, length);
    from = at + 2;
  }
  length += escaped.copy(plain, length, from);
  return plain.subarray(0, length);
}
