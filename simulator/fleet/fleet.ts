import { CompiledScripts } from '../language/chip-source';
import { type Air, THIS_MACHINE } from '../network/air';
import { soundLink } from '../network/link';
import { macOf, SimulatedDevice } from '../simulated-device';
import { type Simulation, STATION_SSID, settingsOf } from './arguments';
import { startFault } from './faults';
import { startHostileClient } from './hostile-clients';
import { sourceAddresses } from './source-address';
import { Tally } from './tally';

const SUMMARY_EVERY_MS = 5000;

/** Many simulated devices against one server. `say` takes each line for a person. */
export class Fleet {
  readonly tally: Tally;
  private devices: SimulatedDevice[] = [];
  private next: NodeJS.Timeout | undefined;
  private readonly enders: (() => void)[] = [];

  constructor(
    private readonly simulation: Simulation,
    private readonly firmware: string,
    private readonly say: (line: string) => void,
  ) {
    this.tally = new Tally(`${simulation.host}:${simulation.port}`, say);
  }

  /** Switches the devices on, spread over one interval, so that their beats do not fall together. */
  async start(): Promise<void> {
    const { devices, intervalMs, faults, hostile } = this.simulation;
    this.devices = await this.build();
    this.powerOnFrom(0, performance.now(), intervalMs / devices);
    const onFault = () => {
      this.tally.faults += 1;
    };
    for (const name of Object.keys(faults) as (keyof typeof faults)[]) {
      const everyMs = faults[name];
      if (everyMs !== undefined) this.enders.push(startFault(name, everyMs, { devices: this.devices, onFault }));
    }
    const onHostileConnection = () => {
      this.tally.hostileConnections += 1;
    };
    for (const name of hostile) this.enders.push(startHostileClient(name, this.simulation, onHostileConnection));
    const summary = setInterval(() => this.say(this.tally.summary()), SUMMARY_EVERY_MS);
    this.enders.push(() => clearInterval(summary));
  }

  /** One after the other, each by its own timer: a boot takes milliseconds, and those that run already must have their turn. */
  private powerOnFrom(index: number, startedAtMs: number, stepMs: number): void {
    const device = this.devices[index];
    if (!device) return;
    device.powerOn();
    const dueMs = startedAtMs + (index + 1) * stepMs;
    const waitMs = Math.max(1, dueMs - performance.now());
    this.next = setTimeout(() => this.powerOnFrom(index + 1, startedAtMs, stepMs), waitMs);
  }

  /** Switches everything off; the last summary is said. */
  stop(): void {
    clearTimeout(this.next);
    for (const end of this.enders.splice(0)) end();
    for (const device of this.devices) device.powerOff();
    this.say(this.tally.summary());
  }

  private async build(): Promise<SimulatedDevice[]> {
    const sourceAddress = await sourceAddresses(this.simulation.host);
    const scripts = new CompiledScripts();
    const flashedAt = Math.floor(Date.now() / 1000);
    return Array.from({ length: this.simulation.devices }, (_, index) => {
      const settings = settingsOf(this.simulation, index, flashedAt);
      const mac = macOf(index);
      const name = settings.id ?? `esp8266-${mac.replace(/:/g, '')}`;
      return new SimulatedDevice({
        script: this.firmware,
        settings,
        mac,
        scripts,
        air: this.air(),
        link: { ...soundLink(this.tally, sourceAddress(index)), splitsBytes: this.simulation.splitsBytes },
        print: (line) => this.print(name, line),
      });
    });
  }

  /** Without `--verbose` a person still hears that the program fails. */
  private print(name: string, line: string): void {
    if (this.simulation.isVerbose) this.say(`${name}  ${line}`);
    else if (line.startsWith('Uncaught')) this.tally.sayOnce(`The program fails: ${line}`);
  }

  private air(): Air {
    return {
      visitors: [{ ...THIS_MACHINE, host: this.simulation.host }],
      networks: [{ ssid: STATION_SSID }],
    };
  }
}
