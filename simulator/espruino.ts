import type { Interpreter, Result } from './console/interpreter';
import { bootFiles, type Start } from './device/boot-files';
import type { ChipFlash } from './device/chip-flash';
import { chipModules } from './device/chip-modules';
import { installEvents } from './device/events';
import { pinGlobals, type Sensor } from './device/pins';
import { RandomNumbers } from './device/random-numbers';
import { ScriptWorld } from './device/script-world';
import { storageModule } from './device/storage';
import { systemGlobals } from './device/system-globals';
import { Timers } from './device/timers';
import { ESPRUINO_BUILDS, type EspruinoBuild } from './espruino-build';
import { CONSOLE_NAME, type CompiledScripts, compiled } from './language/chip-source';
import { chipJson } from './language/chip-text';
import { consoleSource } from './language/console-source';
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
  /** The version and build that the chip runs; default: the newest for 4 MB. */
  firmware?: { version: string; build: EspruinoBuild };
  /** Takes each line that goes to the serial console. */
  print(line: string): void;
  /** As in WorldSources. */
  interruptible?(task: () => void, interrupted: () => Error): void;
  /** `echo(0)` and `echo(1)`. */
  echo?(isOn: boolean): void;
  /** The script asked for it, or the chip crashed. */
  restart(start: Start): void;
}

const NEWEST = { version: '2v29', build: ESPRUINO_BUILDS['4mb'] };

/**
 * Espruino on the ESP8266 from one start of the interpreter to the next: a JavaScript context with what the chip offers
 * and no more. `boot()` runs what Storage holds as boot code; `powerOff()` ends every timer and socket.
 */
export class EspruinoRuntime implements Interpreter {
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
    private readonly start: Start,
  ) {
    const nowMs = () => performance.now() - this.poweredAtMs + this.clockOffsetMs;
    const { print, interruptible } = board;
    const random = () => this.random.fraction();
    this.world = new ScriptWorld({ print, nowMs, random, ...(interruptible ? { interruptible } : {}) });
    this.wifi = new Wifi(this.world, board.flash, board.air, board.mac);
    const route = (address: string, port: number) => this.wifi.radio.route(address, port);
    this.net = new Net(this.world, board.link, route, () => this.crash());
    this.modules = {
      Wifi: this.wifi.module,
      net: this.net.module,
      Storage: storageModule(this.world, board.flash),
      ...chipModules(this.world, { net: this.net, start, reboot: () => board.restart({ how: 'reboot' }) }),
    };
    this.installGlobals(nowMs);
  }

  /** Runs the boot code, then what follows it on the chip: E 'init', `onInit()`, and the Wi-Fi that was saved. */
  boot(): void {
    for (const name of bootFiles(this.board.flash.files, this.start)) this.runFile(name);
    const { E, onInit } = this.world.globals;
    this.world.emit(E, 'init');
    if (typeof onInit === 'function') this.world.later(() => onInit());
    if (this.start.file !== undefined) this.runFile(this.start.file);
    // after load() and reset() the radio goes on as it is
    if (this.start.how === 'power-on' || this.start.how === 'reboot') this.world.later(() => this.wifi.restore());
  }

  /** Runs `code` as a line of the console. */
  evaluate(code: string): Result {
    try {
      const script = orScriptError(this.world, () => compiled(consoleSource(code), CONSOLE_NAME));
      let value: unknown;
      this.world.interruptible(() => {
        value = script.runInContext(this.world.globals);
      });
      return { value };
    } catch (error) {
      return { error };
    }
  }

  report(error: unknown, line?: string): void {
    this.world.report(error, line);
  }

  emitPacket(details: object): boolean {
    const { E } = this.world.globals;
    if (this.world.listenersOf(E, 'packet').length === 0) return false;
    this.world.emit(E, 'packet', this.world.copy(details));
    return true;
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
    this.board.restart({ how: 'reboot' });
  }

  private runFile(name: string): void {
    const code = this.board.flash.files.get(name);
    if (code) this.world.run(() => this.execute(code.toString('latin1')));
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
        firmware: board.firmware ?? NEWEST,
        random: this.random,
        print: board.print,
        nowMs,
        setTime: (seconds) => {
          this.clockOffsetMs += seconds * 1000 - nowMs();
        },
        echo: (isOn) => board.echo?.(isOn),
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
    const { modules } = (this.board.firmware ?? NEWEST).build;
    if (!Object.hasOwn(this.modules, name) || !modules.split(',').includes(name)) {
      throw this.world.error(`Module "${name}" not found`);
    }
    return this.modules[name];
  }
}
