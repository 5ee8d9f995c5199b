import { FrameSource } from './frame-source';
import type { Random } from './random';

/** What one client is to send, and how. */
export interface Conversation {
  /** Where it comes from; nobody else does. */
  address: string;
  bytes: Buffer;
  /** Where `bytes` are cut into the pieces that travel. */
  cuts: number[];
  /** It closes when all is sent; otherwise it resets the connection in the middle of it. */
  isWhole: boolean;
  frames: number;
  /** Reports that arrive for certain if it is whole, for nothing bad comes before them. */
  certain: Buffer[];
}

const RESET_SHARE = 0.15;
/** Where frames are signed, a conversation seldom outlives a bad one. */
const MOST_FRAMES = { unsigned: 55, signed: 20 };

/** Makes the next conversation by chance; it begins with `repeated` lines. */
export function converse(
  random: Random,
  address: string,
  options: { key: string | undefined; repeated: Buffer[] },
): Conversation {
  const frames = new FrameSource(random, options.key);
  const most = options.key === undefined ? MOST_FRAMES.unsigned : MOST_FRAMES.signed;
  const own = Array.from({ length: 1 + random.below(most) }, () => frames.next());
  const last = random.chance(0.2) ? [frames.good()] : [];
  const all = Buffer.concat([...options.repeated, ...own, ...last.map(withoutEnd)]);
  const isWhole = !random.chance(RESET_SHARE);
  const bytes = isWhole ? all : all.subarray(0, 1 + random.below(all.length));
  const count = options.repeated.length + own.length + last.length;
  return { address, bytes, cuts: cuts(random, bytes), isWhole, frames: count, certain: frames.certain };
}

function withoutEnd(frame: Buffer): Buffer {
  return frame.subarray(0, -2);
}

/** In one piece, in pieces of any size, byte by byte, or around each line end. */
function cuts(random: Random, bytes: Buffer): number[] {
  const way = random.below(4);
  if (way === 0) return [];
  if (way === 1 && bytes.length < 1000) return Array.from({ length: bytes.length }, (_, index) => index + 1);
  const found: number[] = [];
  if (way === 2) {
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, end + 1))
      found.push(Math.max(0, end + random.below(3) - 1));
    return found.toSorted((a, b) => a - b);
  }
  for (let at = random.below(300); at < bytes.length; at += 1 + random.below(300)) found.push(at);
  return found;
}
