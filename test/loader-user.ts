import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { BootRom, type ConnectOptions } from '../nodes/esp8266-flash/chip/boot-rom';
import type { Rung } from '../nodes/esp8266-flash/chip/connect-ladder';
import { BY_HAND, CLASSIC } from '../nodes/esp8266-flash/chip/reset-strategies';
import { FlashError, type FlashErrorCode } from '../nodes/esp8266-flash/flash-error';
import type { Progress, Reporter } from '../nodes/esp8266-flash/job/progress';
import { SimulatedChip } from '../simulator/chip';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { ChipLink } from './chip-link';

/** A ladder of one rung, for what does not depend on the others. */
export const ONE_RESET: Rung[] = [{ strategy: CLASSIC, asks: 2 }];
/** For a chip that is in its loader already. */
export const NO_RESET: Rung[] = [{ strategy: BY_HAND, asks: 2 }];

/** Whom a connection reports to, and who may end it. */
export function someone() {
  const lines: string[] = [];
  const progress: Progress[] = [];
  const reporter: Reporter = { log: (line) => lines.push(line), progress: (step) => progress.push(step) };
  const stop = new AbortController();
  return { lines, progress, reporter, stop, signal: stop.signal };
}

/** A chip with power and an open link to it. */
export async function plugIn(t: TestContext, chipOptions: ChipOptions = {}) {
  const chip = new SimulatedChip(chipOptions);
  const link = new ChipLink(chip);
  await link.open({ baudRate: 115_200 });
  chip.powerOn();
  t.after(async () => {
    await link.close();
    chip.powerOff();
  });
  return { chip, link };
}

/** As `plugIn`, and a loader that is reached. */
export async function connect(t: TestContext, chipOptions: ChipOptions = {}, options: Partial<ConnectOptions> = {}) {
  const { chip, link } = await plugIn(t, chipOptions);
  const user = someone();
  const rom = await BootRom.connect(link, { baud: 460_800, ...user, ...options });
  t.after(() => rom.release());
  return { chip, link, rom, ...user };
}

/** For assert.rejects. */
export function failure(code: FlashErrorCode) {
  return (error: unknown) => error instanceof FlashError && error.code === code;
}

/** Bytes at `address` that do not compress. */
export function part(address: number, length: number) {
  return { address, bytes: randomBytes(length) };
}
