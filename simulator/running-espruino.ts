import type { Core, ResetCause, Running } from './chip/running';
import { Console } from './console/console';
import { ReceiveBuffer } from './console/receive-buffer';
import { banner, hasPackets } from './console/release';
import { holdsProgram, type Start } from './device/boot-files';
import { ChipFlash } from './device/chip-flash';
import { interruptible } from './device/interruption';
import type { Sensor } from './device/pins';
import { EspruinoRuntime } from './espruino';
import type { FlashedImage } from './image/flashed-image';
import type { CompiledScripts } from './language/chip-source';
import type { Air } from './network/air';
import type { Link } from './network/link';

/** What a chip is surrounded by. */
export interface Surroundings {
  air: Air;
  link: Link;
  sensor: Sensor;
  print(line: string): void;
  scripts: CompiledScripts;
  storageWriteMs: number;
}

const CONSOLE_BAUD = 115_200;

/** Espruino on the simulated chip from one reset to the next: the interpreter, and its console on the serial line. */
export class RunningEspruino implements Running {
  private readonly flash: ChipFlash;
  private readonly console: Console;
  private readonly input: ReceiveBuffer;
  private runtime: EspruinoRuntime;
  private nextStart: NodeJS.Immediate | undefined;
  private nextPrompt: NodeJS.Immediate | undefined;
  private hasEnded = false;

  constructor(
    private readonly core: Core,
    cause: ResetCause,
    private readonly image: FlashedImage,
    private readonly surroundings: Surroundings,
  ) {
    core.baudRate = CONSOLE_BAUD;
    this.flash = new ChipFlash(core.flash, { storage: image.build.storage, settings: image.settingsAddress });
    this.input = new ReceiveBuffer((bytes) => this.console.receive(bytes));
    this.console = new Console({
      files: this.flash.files,
      interpreter: () => this.runtime,
      send: (bytes) => core.send(bytes),
      identity: `Espruino ${image.version} ${image.build.board}`,
      hasPackets: hasPackets(image.version),
    });
    this.flash.files.onCompact = () => this.print('Compacting... ');
    this.flash.files.onWrite = () => this.input.pause(surroundings.storageWriteMs);
    if (!this.flash.files.isValid) this.eraseStorage();
    this.runtime = this.bootFrom({ how: cause === 1 ? 'power-on' : 'reboot' });
    this.console.showPrompt();
  }

  receive(bytes: Uint8Array): void {
    this.input.push(bytes);
  }

  end(): void {
    this.hasEnded = true;
    clearImmediate(this.nextStart);
    clearImmediate(this.nextPrompt);
    this.input.end();
    this.console.end();
    this.runtime.powerOff();
  }

  private eraseStorage(): void {
    this.print('Storage is corrupt.');
    this.print('Erasing Storage Area...');
    this.flash.files.clear();
    this.print('Erase complete.');
  }

  private bootFrom(start: Start): EspruinoRuntime {
    const { surroundings, image, flash, core } = this;
    // a program that is loaded anew starts without a word, and into the echo as it is
    const isSilent = start.how === 'load' && start.file === undefined;
    if (!isSilent) this.console.setEcho(true);
    this.runtime = new EspruinoRuntime(
      {
        ...surroundings,
        mac: core.mac,
        flash,
        firmware: image,
        print: (line) => this.print(line),
        interruptible,
        echo: (isOn) => this.console.setEcho(isOn),
        restart: (next) => this.restart(next),
      },
      start,
    );
    this.runtime.boot();
    if (!isSilent) this.console.greet(this.hasBanner(start) ? banner(image, core.flash.size) : '');
    return this.runtime;
  }

  /** None where a saved program runs from power-up on. */
  private hasBanner({ how }: Start): boolean {
    return how === 'reset' || how === 'load' || !holdsProgram(this.flash.files);
  }

  /** The running program ends at once; what is typed meanwhile waits for the next. */
  private restart(start: Start): void {
    this.runtime.powerOff();
    if (start.how === 'reboot') {
      this.core.restart(2);
      return;
    }
    this.input.hold();
    this.console.beginRestart();
    this.nextStart ??= setImmediate(() => {
      this.nextStart = undefined;
      this.console.restart();
      this.bootFrom(start);
      this.console.showPrompt();
      this.input.release();
    });
  }

  private print(line: string): void {
    this.surroundings.print(line);
    if (this.hasEnded) return;
    this.console.print(line);
    this.nextPrompt ??= setImmediate(() => {
      this.nextPrompt = undefined;
      this.console.showPrompt();
    });
  }
}
