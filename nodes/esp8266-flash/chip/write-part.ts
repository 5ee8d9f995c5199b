import { deflatedBlocks } from './deflated-blocks';
import type { FlashPart } from './flash-part';
import { type Loader, words } from './loader';

/** The stub's largest block (esptool: FLASH_WRITE_SIZE of the stub). */
const BLOCK_BYTES = 0x4000;
/** Slowest erasing and writing that is waited for, of esptool; sectors take 0.3 s at worst by the data sheets. */
const WRITE_MS_PER_BYTE = 40_000 / 1_000_000;
const WORD_BYTES = 4;
const ERASED = 0xff;
const LEAST_MS = 3000;
/** Statuses of the stub for a block that came damaged and was not taken (esp-flasher-stub, commands.h). */
const DAMAGED = [0xc0, 0xc1];
const TRIES = 3;

/** The stub has refused what was sent. */
export class Refused extends Error {
  constructor(status: number) {
    super(`the loader refuses a block with status 0x${status.toString(16)}`);
    this.name = 'Refused';
  }
}

/**
 * Writes one part through the stub, which erases each sector before it writes it. `onBytes` is told how many bytes of
 * the part the chip has. Throws Refused, or Silence.
 */
export async function writePart(loader: Loader, part: FlashPart, onBytes: (bytes: number) => void): Promise<void> {
  const bytes = wholeWords(part.bytes);
  const blocks = await deflatedBlocks(bytes, BLOCK_BYTES);
  const deflatedBytes = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  await loader.flashDeflBegin(bytes.length, deflatedBytes, part.address);
  let done = 0;
  // The stub answers when it has a block, and then writes it: the next answer waits for that.
  let timeoutMs = LEAST_MS;
  for (const [sequence, block] of blocks.entries()) {
    await sendBlock(loader, sequence, block.bytes, timeoutMs);
    timeoutMs = Math.max(LEAST_MS, block.inflatedBytes * WRITE_MS_PER_BYTE);
    done += block.inflatedBytes;
    onBytes(Math.min(done, part.bytes.length));
  }
  await loader.flashDeflFinish(false, timeoutMs);
}

/** The stub writes whole words; a byte of an erased flash stays one. */
function wholeWords(bytes: Buffer): Buffer {
  const missing = -bytes.length & (WORD_BYTES - 1);
  return Buffer.concat([bytes, Buffer.alloc(missing, ERASED)]);
}

async function sendBlock(loader: Loader, sequence: number, block: Buffer, timeoutMs: number): Promise<void> {
  const data = Buffer.concat([words(block.length, sequence, 0, 0), block]);
  for (let tries = 1; ; tries++) {
    const [, answer] = await loader.command(loader.ESP_FLASH_DEFL_DATA, data, loader.checksum(block), true, timeoutMs);
    const status = answer[0] ?? 0;
    if (status === 0) return;
    if (!DAMAGED.includes(status) || tries === TRIES) throw new Refused(status);
  }
}
