import type { Core, Running } from './running';

const WATCHDOG_MS = 1000;

/** A chip that does not come up: it says why, and the watchdog resets it, again and again. */
export class BootLoop implements Running {
  private readonly watchdog: NodeJS.Timeout;

  constructor(core: Core, text: string) {
    core.send(Buffer.from(text, 'latin1'));
    this.watchdog = setTimeout(() => core.restart(4), WATCHDOG_MS);
    // a chip that never comes up must not keep the process from ending
    this.watchdog.unref();
  }

  receive(): void {}

  end(): void {
    clearTimeout(this.watchdog);
  }
}
