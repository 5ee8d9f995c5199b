import { type BootCause, chipModules } from './device/chip-modules';
import { installEvents } from './device/events';
import { pinGlobals, type Sensor } from './device/pins';
import { RandomNumbers } from './device/random-numbers';
import { ScriptWorld } from './device/script-world';
import { type ChipFlash, storageModule } from './device/storage';
import { systemGlobals } from './device/system-globals';
import { Timers } from './device/timers';
import type { CompiledScripts } from './language/chip-source';
import { chipJson } from './language/chip-text';
import { checkLateCode, orScriptError } from './language/late-code';
import type { Air } from './network/air';
import type { Link } from './network/link';
import { Net } from './network/net';
import { Wifi } from './network/wifi';

/** What an interpreter finds when the chip comes up. */
export interface Board {
  mac: string;
  flash: ChipFlash;
  air: Air;
  link: Link;
  sensor: Sensor;
  scripts: CompiledScripts;
  /** Takes each line that goes to the serial console. */
  print(line: string): void;
  /** The script asked for it, or the chip crashed. `isBootCodeRun` false: up to the bare prompt, as after `reset()`. */
  restart(isBootCodeRun: boolean): void;
}

/** The file from which the chip boots. */
export const BOOT_CODE = '.bootcde';

/**
 * Espruino on the ESP8266 (4 MB build) from one power-on to the next: a JavaScript context with what the chip offers and
 * no more. `boot()` runs what Storage holds as boot code; `powerOff()` ends every timer and socket.
 */
export class EspruinoRuntime {
  readonly wifi: Wifi;
  readonly net: Net;
  private readonly world: ScriptWorld;
  private readonly random = new RandomNumbers();
  private readonly modules: Record<string, unknown>;
  private errorFlags: string[] = [];
  /** The chip starts in 1970. */
  private readonly poweredAtMs = performance.now();
  private clockOffsetMs = 0;

  constructor(
    private readonly board: Board,
    cause: BootCause,
  ) {
    const nowMs = () => performance.now() - this.poweredAtMs + this.clockOffsetMs;
    const { print } = board;
    this.world = new ScriptWorld({ print, nowMs, random: () => this.random.fraction() });
    this.wifi = new Wifi(this.world, board.flash, board.air, board.mac);
    const route = (address: string, port: number) => this.wifi.radio.route(address, port);
    this.net = new Net(this.world, board.link, route, () => this.crash());
    this.modules = {
      Wifi: this.wifi.module,
      net: this.net.module,
      Storage: storageModule(this.world, board.flash),
      ...chipModules(this.world, { net: this.net, cause, reboot: () => board.restart(true) }),
    };
    this.installGlobals(nowMs);
  }

  /** Runs the boot code, then what follows it on the chip: E 'init', `onInit()`, and the Wi-Fi that was saved. */
  boot(): void {
    const code = this.board.flash.files.get(BOOT_CODE);
    if (code) this.world.run(() => this.execute(code.toString('latin1')));
    const { E, onInit } = this.world.globals;
    this.world.emit(E, 'init');
    if (typeof onInit === 'function') this.world.later(() => onInit());
    this.world.later(() => this.wifi.restore());
  }

  /** Out of reach of every network, or back; connections stay and move on later. */
  setReach(isInReach: boolean): void {
    this.wifi.radio.setReach(isInReach);
    if (isInReach) this.net.resume();
  }

  /** The next timer or data handler runs out of memory: no exception, the interval or listener is gone. */
  runOutOfMemory(): void {
    this.world.fillMemory();
    this.errorFlags = ['LOW_MEMORY', 'MEMORY'];
    this.world.emit(this.world.globals.E, 'errorFlag', this.world.copy(this.errorFlags));
  }

  powerOff(): void {
    this.net.cut();
    this.world.end();
  }

  /** The SDK's way to die; the chip comes up again by itself. */
  private crash(): void {
    this.board.print('Fatal exception (28)');
    this.board.restart(true);
  }

  private execute(code: string): void {
    const script = orScriptError(this.world, () => this.board.scripts.compile(code));
    script.runInContext(this.world.globals);
  }

  private installGlobals(nowMs: () => number): void {
    const { world, board } = this;
    installEvents(world, (target) => this.net.resume(target));
    Object.assign(world.globals, {
      ...systemGlobals(world, {
        mac: board.mac,
        flash: board.flash,
        random: this.random,
        print: board.print,
        nowMs,
        setTime: (seconds) => {
          this.clockOffsetMs += seconds * 1000 - nowMs();
        },
        restart: board.restart,
        takeErrorFlags: () => this.errorFlags.splice(0),
      }),
      ...new Timers(world, board.print).globals(),
      ...pinGlobals(world, board.sensor),
      require: (name: unknown) => this.require(String(name)),
    });
    world.globals.JSON.stringify = chipJson;
    checkLateCode(world);
  }

  private require(name: string): unknown {
    if (!Object.hasOwn(this.modules, name)) throw this.world.error(`Module "${name}" not found`);
    return this.modules[name];
  }
}
