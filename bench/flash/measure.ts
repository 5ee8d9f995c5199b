import { esptool, type FlashTime, ours } from './flashers';
import { image, wireSeconds } from './image';
import { TimedChip } from './timed-chip';

export const BAUD_RATES = [115_200, 460_800, 921_600];

/** What a flasher took at a baud rate; `label` names the flasher. */
export interface Writing extends FlashTime {
  label: string;
  baud: number;
  /** What the bytes alone take on the wire. */
  wireSeconds: number;
}

/** Each flasher in turn at each baud rate, on a blank chip each time. */
export async function measureWritings(): Promise<Writing[]> {
  const bytes = image();
  const flashers = process.env.ESPTOOL ? [ours, esptool(process.env.ESPTOOL)] : [ours];
  await warmUp(bytes);
  const writings: Writing[] = [];
  for (const baud of BAUD_RATES) {
    for (const flasher of flashers) {
      const time = await onBlankChip((url) => flasher.flash(url, baud, bytes));
      writings.push({ label: flasher.name, baud, wireSeconds: await wireSeconds(bytes, baud), ...time });
    }
  }
  return writings;
}

/** Thrown away: the first time our own code still has to be loaded and compiled. */
async function warmUp(bytes: Buffer): Promise<void> {
  await onBlankChip((url) => ours.flash(url, 921_600, bytes.subarray(0, 100_000)));
}

async function onBlankChip(flash: (url: string) => Promise<FlashTime>): Promise<FlashTime> {
  const chip = await TimedChip.start();
  try {
    return await flash(chip.url);
  } finally {
    await chip.stop();
  }
}
