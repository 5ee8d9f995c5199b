/** Consecutive readings, evenly spaced, that fit into one packet. */
export interface Block {
  /** Number of the first reading. */
  seq: number;
  /** When the first reading was taken, in ms of the chip's clock. */
  takenAt: number;
  /** The time between two readings, in ms. */
  every: number;
  count: number;
  /**
   * The readings as JSON, with a line feed between two, which JSON itself never has. Memory shapes this: as text a
   * number costs one variable of twelve bytes, in an array it would cost three.
   */
  text: string;
}

// A full queue, whatever it holds, and the program together must leave half of the chip's 1600 variables free. That is
// also why few functions stand here: each costs four variables and one for each parameter, and its text costs none.
const MAX_CHARACTERS = IS_SIGNED ? 800 : 1300; // signing needs variables of its own
/** What a block costs beside its text, as if it were text: 14 variables of 8 characters. */
const BLOCK_CHARACTERS = 112;

/** What waits, oldest first; a block is at most a packet full. */
export const blocks: Block[] = [];
/** The number that the next reading gets, from 0. */
export let nextSeq = 0;
/** The readings that this boot had to drop. */
export let lost = 0;
/** The text of all blocks, and what they cost beside it. */
let characters = 0;

/** Drops the readings up to number `seq`, because they are safe elsewhere; gives how many these were. */
export function forgetUpTo(seq: number): number {
  let forgotten = 0;
  for (let block = blocks[0]; block && block.seq <= seq; block = blocks[0]) {
    const count = Math.min(seq - block.seq + 1, block.count);
    forgotten += count;
    if (count === block.count) {
      characters -= block.text.length + BLOCK_CHARACTERS;
      blocks.shift();
    } else {
      let start = 0;
      for (let passed = 0; passed < count; passed++) start = block.text.indexOf('\n', start) + 1;
      characters -= start;
      block.text = block.text.substr(start);
      block.seq += count;
      block.takenAt += count * block.every;
      block.count -= count;
    }
  }
  return forgotten;
}

/** Drops the readings up to number `seq` and counts them as lost. */
export function loseUpTo(seq: number): void {
  lost += forgetUpTo(seq);
  console.log('lost', lost);
}

/**
 * Appends the next reading, JSON taken at `takenAt` in a beat of `every` ms. `room` is what a packet has for readings, and
 * a longer reading becomes null. When the queue is full the oldest goes.
 */
export function addReading(json: string, takenAt: number, every: number, room: number): void {
  // Counted first: where memory runs out in what follows, a number is missing, which shows, and none is given twice.
  const seq = nextSeq++;
  const text = json.length > room ? 'null' : json;
  const last = blocks[blocks.length - 1];
  // A late beat starts a block of its own: the wire tells one time, and one spacing for all readings of a packet.
  const fits =
    last &&
    last.seq + last.count === seq &&
    last.text.length + text.length < room &&
    last.every === every &&
    Math.abs(takenAt - last.takenAt - last.count * every) < every / 2;
  if (last && fits) {
    last.text += '\n' + text; // Espruino appends in place here: no copy
    last.count++;
    characters += text.length + 1;
  } else {
    blocks.push({ seq, takenAt, every, count: 1, text });
    characters += text.length + BLOCK_CHARACTERS;
  }
  if (characters <= MAX_CHARACTERS) return;
  for (let oldest = blocks[0]; oldest && characters > MAX_CHARACTERS; oldest = blocks[0])
    lost += forgetUpTo(oldest.seq);
  console.log('lost', lost);
}
