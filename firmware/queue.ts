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

// A full queue, whatever it holds, and the program together must leave half of the chip's 1600 variables free.
const MAX_CHARACTERS = 2400;
/** What a block costs beside its text, as if it were text: about 14 variables of 8 characters. */
const BLOCK_CHARACTERS = 112;

/** What waits, oldest first: a block is at most a packet full. Exported as it is, for every function costs variables too. */
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
  while (blocks[0] && blocks[0].seq <= seq) {
    const block = blocks[0];
    const count = Math.min(seq - block.seq + 1, block.count);
    forgotten += count;
    if (count < block.count) {
      cut(block, count);
    } else {
      characters -= block.text.length + BLOCK_CHARACTERS;
      blocks.shift();
    }
  }
  return forgotten;
}

/** Drops the readings up to number `seq` and counts them as lost. */
export function loseUpTo(seq: number): void {
  lost += forgetUpTo(seq);
  console.log('lost', lost);
}

/** Drops the older half of all that waits: the way out when memory runs short. */
export function loseOlderHalf(): void {
  if (blocks[0]) loseUpTo(Math.round((blocks[0].seq + nextSeq) / 2) - 1);
}

/** Appends the next reading; `room` is what a packet has for readings, and a longer one becomes null. */
export function addReading(text: string, takenAt: number, every: number, room: number): void {
  const fitting = text.length > room ? 'null' : text;
  const last = blocks[blocks.length - 1];
  if (last && last.text.length + fitting.length < room && continues(last, takenAt, every)) {
    last.text += '\n' + fitting; // Espruino appends in place here: no copy
    last.count++;
    characters += fitting.length + 1;
  } else {
    blocks.push({ seq: nextSeq, takenAt, every, count: 1, text: fitting });
    characters += fitting.length + BLOCK_CHARACTERS;
  }
  nextSeq++;
  dropOverflow();
}

/** A late beat starts a block of its own, for the wire tells one time and an even spacing for all readings of a packet. */
function continues(block: Block, takenAt: number, every: number): boolean {
  return block.every === every && Math.abs(takenAt - block.takenAt - block.count * every) < every / 2;
}

function dropOverflow(): void {
  let end = -1;
  while (characters > MAX_CHARACTERS && blocks[0]) {
    end = blocks[0].seq;
    lost += forgetUpTo(end);
  }
  if (end >= 0) console.log('lost', lost);
}

function cut(block: Block, count: number): void {
  let start = 0;
  for (let index = 0; index < count; index++) start = block.text.indexOf('\n', start) + 1;
  block.text = block.text.substr(start);
  characters -= start;
  block.seq += count;
  block.takenAt += count * block.every;
  block.count -= count;
}
