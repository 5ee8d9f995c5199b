import type { ChipSettings } from '../../protocol/chip-settings';
import { type DeviceOptions, macOf, SimulatedDevice } from '../../simulator/simulated-device';
import { LEVELS, payloadOf, type TakenBoot } from '../ledger';

/** The file in which the program keeps the number of its boot. */
const BOOT_FILE = 'boot-number';
/** The sensor gives a part of its full range. */
const READING = `analogRead()*${LEVELS}`;

/**
 * A simulated device whose readings are counted where they are taken, at its sensor: whatever becomes of one on its way,
 * it was taken. Its id is the one that the program makes of the MAC.
 */
export class CountedDevice extends SimulatedDevice {
  readonly id: string;
  private readonly counted: { boot: number; taken: number }[] = [];
  /** Writes to the flash when it was looked at last: each boot makes one. */
  private writesSeen = 0;

  /** `settings` and `options` as for any simulated device; the reading and the sensor are its own. */
  constructor(index: number, settings: ChipSettings, options: Omit<DeviceOptions, 'sensor' | 'mac' | 'settings'>) {
    const mac = macOf(index);
    super({ ...options, mac, settings: { ...settings, reading: READING }, sensor: () => this.show() });
    this.id = `esp8266-${mac.replaceAll(':', '')}`;
  }

  override powerOn(): void {
    super.powerOn();
    this.current(); // a boot that takes nothing is one too
  }

  /** What each of its boots has taken so far. */
  get taken(): TakenBoot[] {
    const last = this.isOn ? this.counted.at(-1) : undefined;
    return this.counted.map((boot) => ({ ...boot, isLast: boot === last }));
  }

  private show(): number {
    const current = this.current();
    const level = payloadOf(this.id, current.boot, current.taken);
    current.taken += 1;
    return level / LEVELS;
  }

  /** The count of the boot that runs, which may have begun without us: a program can restart its chip. */
  private current(): { boot: number; taken: number } {
    const { files, writes } = this.flash;
    const last = this.counted.at(-1);
    if (last && writes === this.writesSeen) return last;
    this.writesSeen = writes;
    const boot = Number(files.get(BOOT_FILE)?.toString());
    if (last?.boot === boot) return last;
    const begun = { boot, taken: 0 };
    this.counted.push(begun);
    return begun;
  }
}
