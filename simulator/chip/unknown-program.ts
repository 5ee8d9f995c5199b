import { bootLoading } from './boot-messages';
import type { Core, Running } from './running';

const WATCHDOG_MS = 1000;

/**
 * What is in the flash when the simulator does not know it. An image that is sound runs, and says nothing; anything else
 * leaves the chip in its boot loop: the boot ROM gives up, and the watchdog resets the chip, again and again.
 */
export class UnknownProgram implements Running {
  private readonly watchdog: NodeJS.Timeout | undefined;

  constructor(core: Core) {
    const { text, isValid } = bootLoading(core.flash);
    core.send(Buffer.from(text));
    if (isValid) return;
    this.watchdog = setTimeout(() => core.restart(4), WATCHDOG_MS);
    // a chip that never comes up must not keep the process from ending
    this.watchdog.unref();
  }

  receive(): void {}

  end(): void {
    clearTimeout(this.watchdog);
  }
}

/** A program in memory that is no stub: the simulator runs no machine code, so it says nothing. */
export const SILENT_PROGRAM: Running = { receive() {}, end() {} };
