import { bootBanner } from './chip/boot-messages';
import { BootRom } from './chip/boot-rom';
import { chipCore } from './chip/chip-core';
import type { ChipOptions, ChipState } from './chip/chip-options';
import { type ChipFaults, noFaults } from './chip/faults';
import { FlashMemory } from './chip/flash-memory';
import type { LoaderCore } from './chip/loader-core';
import { Pace } from './chip/pace';
import { ResetLines, type Signals } from './chip/reset-lines';
import type { ResetCause, Running } from './chip/running';
import { Stub } from './chip/stub';
import { SILENT_PROGRAM, unknownProgram } from './chip/unknown-program';
import { Wire } from './chip/wire';

const MEGABYTE = 1024 * 1024;
const ENABLE_RISE_MS = 5;

/**
 * An ESP8266 on its board, as its USB adapter sees it: power, reset and boot pins, serial line, flash memory. It runs the
 * loader in its boot ROM, a flasher stub, or what is in its flash.
 *
 *     const chip = new SimulatedChip({ startProgram });
 *     chip.onData((bytes) => console.log(bytes));
 *     chip.powerOn();
 */
export class SimulatedChip {
  readonly mac: string;
  readonly flash: FlashMemory;
  /** May be set while the chip runs. */
  readonly faults: ChipFaults;
  private readonly pace: Pace;
  private readonly wire: Wire;
  private readonly lines: ResetLines;
  private readonly listeners = new Set<(bytes: Buffer) => void>();
  private running: Running | undefined;
  private presentState: ChipState = 'off';
  private nextCause: ResetCause = 1;
  private resets = 0;

  constructor(private readonly options: ChipOptions = {}) {
    this.mac = options.mac ?? '5c:cf:7f:00:00:01';
    this.flash = new FlashMemory(options.flashBytes ?? 4 * MEGABYTE, options.flashFile);
    this.faults = { ...noFaults(), ...options.faults };
    this.pace = new Pace(options.isWireTimed ?? false);
    this.wire = new Wire(
      { toChip: (bytes) => this.receive(bytes), toHost: (bytes) => this.emit(bytes) },
      this.faults,
      this.pace.isReal,
    );
    this.lines = new ResetLines(options.wiring ?? 'two-transistors', options.enableRiseMs ?? ENABLE_RISE_MS, {
      held: () => this.hold(),
      released: (isGpio0Low) => this.release(isGpio0Low),
    });
  }

  get state(): ChipState {
    return this.presentState;
  }

  /** The two lines of the USB adapter; true is "on", which on the wire is low. */
  setSignals(signals: Signals): void {
    this.lines.set(signals);
  }

  /** The rate of the USB adapter. */
  setBaudRate(baudRate: number): void {
    this.wire.hostBaud = baudRate;
  }

  /** From the host to the chip; resolves when it is on the wire. */
  write(bytes: Uint8Array): Promise<void> {
    return this.wire.write(bytes);
  }

  /** Takes what the chip sends; gives what ends that. */
  onData(listener: (bytes: Buffer) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  powerOn(): void {
    if (this.presentState !== 'off') return;
    this.presentState = 'held in reset';
    this.nextCause = 1;
    this.lines.powerOn();
  }

  /** What is in memory is lost; the flash stays. */
  powerOff(): void {
    this.lines.powerOff();
    this.endRunning();
    this.presentState = 'off';
  }

  /** A person holds FLASH, taps RST and lets go: for a board on which DTR and RTS do not do it. */
  pressFlashAndReset(): void {
    this.lines.tapReset(true);
  }

  pressReset(): void {
    this.lines.tapReset(false);
  }

  /** Off for good: the flash file is closed. */
  close(): void {
    this.powerOff();
    this.flash.close();
  }

  private receive(bytes: Buffer): void {
    if (!this.isConsoleSilent) this.running?.receive(bytes);
  }

  private emit(bytes: Buffer): void {
    if (!this.isConsoleSilent) for (const listener of this.listeners) listener(bytes);
  }

  private get isConsoleSilent(): boolean {
    return this.faults.consoleIsSilent && this.presentState === 'running';
  }

  private hold(): void {
    if (this.presentState === 'off') return;
    this.endRunning();
    this.presentState = 'held in reset';
    this.nextCause = 2;
  }

  private release(isGpio0Low: boolean): void {
    if (this.presentState !== 'off') this.boot(this.nextCause, isGpio0Low || this.faults.heldInLoader);
  }

  private boot(cause: ResetCause, isLoader: boolean): void {
    const core = this.nextCore(cause);
    core.send(Buffer.from(bootBanner(cause, isLoader)));
    if (isLoader) {
      this.wire.findBaudRate();
      this.run('boot ROM', () => new BootRom(core));
    } else core.runFromFlash();
  }

  /** The chip after a reset for `cause`. */
  private nextCore(cause: ResetCause): LoaderCore {
    const reset = this.resets;
    const core: LoaderCore = chipCore(
      { mac: this.mac, flash: this.flash, faults: this.faults, wire: this.wire, pace: this.pace },
      {
        restart: (nextCause) => this.restart(nextCause),
        runFromMemory: (entry) =>
          core.memory.holdsStub(entry)
            ? this.run('stub', () => new Stub(core))
            : this.run('running', () => SILENT_PROGRAM),
        runFromFlash: () => this.run('running', () => this.options.startProgram?.(core, cause) ?? unknownProgram(core)),
        powerLost: () => this.powerOff(),
      },
      () => reset !== this.resets,
    );
    return core;
  }

  private run(state: ChipState, start: () => Running): void {
    const { resets } = this;
    this.running?.end();
    this.presentState = state;
    const running = start();
    // it may have reset the chip as its first act
    if (resets === this.resets) this.running = running;
    else running.end();
  }

  /** The chip resets itself: as it does so in the middle of what it runs, that ends first. */
  private restart(cause: ResetCause): void {
    this.endRunning();
    const { resets } = this;
    setImmediate(() => {
      if (resets === this.resets) this.boot(cause, false);
    });
  }

  private endRunning(): void {
    this.resets += 1;
    this.running?.end();
    this.running = undefined;
    this.pace.clear();
    this.wire.resetChipEnd();
  }
}
