import type { ChipMemory } from './chip-memory';
import type { Pace } from './pace';
import type { Core } from './running';
import type { SpiFlash } from './spi-flash';

/** What the boot ROM and the stub work with, beyond what a program sees of the chip. */
export interface LoaderCore extends Core {
  readonly memory: ChipMemory;
  readonly spiFlash: SpiFlash;
  readonly pace: Pace;
  /** Leaves the loader for what was loaded into memory. */
  runFromMemory(entry: number): void;
  /** Leaves the loader for what is in flash, without a reset. */
  runFromFlash(): void;
}
