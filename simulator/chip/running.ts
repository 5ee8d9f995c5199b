import type { FlashMemory } from './flash-memory';

/** What runs on the chip from one reset to the next: the boot ROM, the stub, a boot loop or Espruino. */
export interface Running {
  /** Takes bytes as the chip's serial port has received them: garbled already where the baud rates differ. */
  receive(bytes: Uint8Array): void;
  /** The reset or the loss of power: nothing of it runs or sends any more. */
  end(): void;
}

/** What the chip offers to what runs on it. */
export interface Core {
  readonly flash: FlashMemory;
  /** Six bytes in lower-case hex with colons. */
  readonly mac: string;
  /** Sends at the chip's present baud rate. */
  send(bytes: Uint8Array): void;
  /** Bytes that were sent and are still on the wire; always 0 when the wire takes no time. */
  readonly pendingBytes: number;
  /** The chip's own baud rate; the boot ROM finds it out, Espruino sets 115200. */
  baudRate: number;
  /** A restart from within (watchdog 4, software 2): GPIO0 is not sampled anew, the chip boots what is in flash. */
  restart(cause: ResetCause): void;
}

/** As the boot ROM prints it after `rst cause:`. */
export type ResetCause = 1 | 2 | 4;

/**
 * Starts what is in the flash. The boot ROM has said its first line (`bootBanner`) at 74880 baud; what comes after it is
 * the program's to say. Undefined: it is nothing that the program knows, and the chip does what an unknown one does.
 */
export type StartProgram = (core: Core, cause: ResetCause) => Running | undefined;
