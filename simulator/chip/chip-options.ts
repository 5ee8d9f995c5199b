import type { ChipFaults } from './faults';
import type { Wiring } from './reset-lines';
import type { StartProgram } from './running';

/** What a chip and its board are made of; everything has a default. */
export interface ChipOptions {
  /** Six bytes in lower-case hex with colons; chips of the maker begin with 5c:cf:7f. */
  mac?: string;
  /** 512 KB, 1, 2 or 4 MB. */
  flashBytes?: number;
  /** Keeps the flash from one process to the next. */
  flashFile?: string;
  wiring?: Wiring;
  /** How long EN takes to rise: GPIO0 is sampled only then. Boards with a big capacitor take 100 ms and more. */
  enableRiseMs?: number;
  /** True: bytes, flash and stub take the time that they take on a real chip. */
  isWireTimed?: boolean;
  /** Recognises what is in the flash and runs it. */
  startProgram?: StartProgram;
  faults?: Partial<ChipFaults>;
}

/** What the chip is doing. */
export type ChipState = 'off' | 'held in reset' | 'boot ROM' | 'stub' | 'running';
