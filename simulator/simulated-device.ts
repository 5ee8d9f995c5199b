import type { ChipSettings } from '../protocol/chip-settings';
import { settingsScript } from '../protocol/settings-script';
import { BOOT_CODE, type Start } from './device/boot-files';
import { ChipFlash } from './device/chip-flash';
import { type Sensor, slowWave } from './device/pins';
import { EspruinoRuntime } from './espruino';
import { CompiledScripts } from './language/chip-source';
import { type Air, THIS_MACHINE } from './network/air';
import { type Link, soundLink } from './network/link';

/** What a simulated device is made of; everything has a default. */
export interface DeviceOptions {
  /** The program; without one the chip boots with what its flash holds. */
  script?: string;
  /** Set in front of the program, as whoever flashes a chip does. */
  settings?: ChipSettings;
  /** Six bytes in hex with colons; chips of the maker begin with 5c:cf:7f. */
  mac?: string;
  /** Who joins its access point and which networks it can join. Default: this machine joins. */
  air?: Partial<Air>;
  /** The way to the machines around; shared with whoever injects faults. */
  link?: Link;
  /** What the analogue pin measures. */
  sensor?: Sensor;
  /** Takes each line that goes to the serial console. */
  print?: (line: string) => void;
  /** Scripts compiled already, shared by many devices. */
  scripts?: CompiledScripts;
  flash?: ChipFlash;
}

const MAKER = '5c:cf:7f';

/**
 * An ESP8266 with Espruino, pretended: it runs the program that its flash holds, over real TCP sockets.
 *
 *     await using device = new SimulatedDevice({ script, settings: { server: { port: 3000 } }, print: console.log });
 *     device.powerOn();
 */
export class SimulatedDevice {
  readonly mac: string;
  readonly link: Link;
  readonly flash: ChipFlash;
  private readonly air: Air;
  private readonly scripts: CompiledScripts;
  private runtime: EspruinoRuntime | undefined;
  private faultTimers: NodeJS.Timeout[] = [];

  constructor(private readonly options: DeviceOptions = {}) {
    this.mac = options.mac ?? macOf(0);
    this.link = options.link ?? soundLink();
    this.flash = options.flash ?? new ChipFlash();
    this.air = { visitors: [THIS_MACHINE], networks: [], ...options.air };
    this.scripts = options.scripts ?? new CompiledScripts();
    if (options.script !== undefined) this.flashProgram(options.script, options.settings);
  }

  /** Puts `script` into the flash, with its settings in front; it runs from the next power-on. */
  flashProgram(script: string, settings?: ChipSettings): void {
    const prefix = settings === undefined ? '' : settingsScript(settings);
    this.flash.files.set(BOOT_CODE, Buffer.from(prefix + script));
  }

  get isOn(): boolean {
    return this.runtime !== undefined;
  }

  powerOn(): void {
    if (!this.runtime) this.start({ how: 'power-on' });
  }

  /** Everything in memory is lost; the flash stays. */
  powerOff(): void {
    for (const timer of this.faultTimers.splice(0)) clearTimeout(timer);
    Object.assign(this.link, { isUp: true, swallowsAnswers: false });
    this.runtime?.powerOff();
    this.runtime = undefined;
  }

  /** Off and on again at once. */
  powerCycle(): void {
    this.powerOff();
    this.powerOn();
  }

  /** For `lossMs` nothing comes through, in either direction, and no network is in reach. */
  wifiLoss(lossMs: number): void {
    if (!this.link.isUp) return;
    this.link.isUp = false;
    this.runtime?.setReach(false);
    this.later(lossMs, () => {
      this.link.isUp = true;
      this.runtime?.setReach(true);
    });
  }

  /** For `lossMs` what the other side sends does not arrive. */
  swallowAnswers(lossMs: number): void {
    this.link.swallowsAnswers = true;
    this.later(lossMs, () => {
      this.link.swallowsAnswers = false;
    });
  }

  /** The next timer or data handler runs out of memory. */
  runOutOfMemory(): void {
    this.runtime?.runOutOfMemory();
  }

  /** Sockets that the program holds now, of at most ten. */
  get openSockets(): number {
    return this.runtime?.net.openSockets ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.powerOff();
  }

  private later(delayMs: number, task: () => void): void {
    this.faultTimers.push(setTimeout(task, delayMs));
  }

  private start(start: Start): void {
    this.runtime = new EspruinoRuntime(
      {
        mac: this.mac,
        flash: this.flash,
        air: this.air,
        link: this.link,
        sensor: this.options.sensor ?? slowWave,
        scripts: this.scripts,
        print: this.options.print ?? (() => {}),
        restart: (next) => this.restart(next),
      },
      start,
    );
    this.runtime.boot();
  }

  /** Ends the running program at once, so that nothing of it runs after the call that asked for it. */
  private restart(start: Start): void {
    const ended = this.runtime;
    ended?.powerOff();
    setImmediate(() => {
      // the power may have been taken, or given anew, meanwhile
      if (ended && this.runtime === ended) this.start(start);
    });
  }
}

/** The MAC of the simulated device number `index`, from 0: 5c:cf:7f:00:00:01 and so on. */
export function macOf(index: number): string {
  const digits = (index + 1).toString(16).padStart(6, '0');
  return `${MAKER}:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
}
