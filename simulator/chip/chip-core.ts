import { ChipMemory } from './chip-memory';
import type { ChipFaults } from './faults';
import type { FlashMemory } from './flash-memory';
import type { LoaderCore } from './loader-core';
import type { Pace } from './pace';
import type { ResetCause } from './running';
import { SpiController } from './spi-controller';
import { SpiFlash } from './spi-flash';
import type { Wire } from './wire';

/** What the chip does when what runs on it asks for it. */
export interface CoreEvents {
  restart(cause: ResetCause): void;
  runFromMemory(entry: number): void;
  runFromFlash(): void;
  powerLost(): void;
}

/** The parts of the chip that stay over a reset. */
export interface CoreParts {
  readonly mac: string;
  readonly flash: FlashMemory;
  readonly faults: ChipFaults;
  readonly wire: Wire;
  readonly pace: Pace;
}

/**
 * The chip from one reset to the next, with a memory and a flash controller that know of nothing. `isOver` tells that
 * the next reset has come: what ran before it neither sends nor restarts any more.
 */
export function chipCore(parts: CoreParts, events: CoreEvents, isOver: () => boolean): LoaderCore {
  const { mac, flash, wire, pace } = parts;
  const spiFlash = new SpiFlash(flash, parts.faults, events.powerLost);
  const unlessOver =
    <Values extends unknown[]>(act: (...values: Values) => void) =>
    (...values: Values) => {
      if (!isOver()) act(...values);
    };
  return {
    mac,
    flash,
    pace,
    spiFlash,
    memory: new ChipMemory(mac, new SpiController(spiFlash), () => wire.chipBaud),
    send: unlessOver((bytes: Uint8Array) => wire.send(bytes)),
    get pendingBytes() {
      return wire.pendingBytes;
    },
    get baudRate() {
      return wire.chipBaud;
    },
    set baudRate(baudRate) {
      if (!isOver()) wire.chipBaud = baudRate;
    },
    restart: unlessOver(events.restart),
    runFromMemory: unlessOver(events.runFromMemory),
    runFromFlash: unlessOver(events.runFromFlash),
  };
}
