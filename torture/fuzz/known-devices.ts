import type { BootName, MeantReport } from './meaning';

/** Whether a reading has to come, may come or not, or must not because it came before. */
export type Due = 'must' | 'may' | 'never';

interface Known {
  boot: number;
  last: number;
  heard: Set<number>;
  /** Numbers did not go up: what a server that forgets makes of it is its own affair. */
  isTangled: boolean;
}

/** Ids this short may come from several frames that have lost a part; then nobody can say which was first. */
const LEAST_OWN_CHARACTERS = 16;

/** Which devices have reported, in this round and the one before: longer than that nobody repeats what was sent. */
export class KnownDevices {
  private now = new Map<string, Known>();
  private before = new Map<string, Known>();

  nextRound(): void {
    this.before = this.now;
    this.now = new Map();
  }

  /** What is due of each reading of `report`, which comes after all that were heard so far. */
  hear({ id, boot, seq, payloads }: MeantReport): Due[] {
    if (id.length < LEAST_OWN_CHARACTERS) return payloads.map(() => 'may');
    const device = this.device(id) ?? { boot, last: seq - 1, heard: new Set(), isTangled: false };
    this.now.set(id, device);
    if (boot > device.boot) Object.assign(device, { boot, last: seq - 1, heard: new Set() });
    if (boot < device.boot) device.isTangled = true;
    return payloads.map((_payload, index) => dueOf(device, seq + index));
  }

  /** Whether, where frames are signed, one with this name is of a time that is over; undefined: nobody knows. */
  isOver({ id, boot }: BootName): boolean | undefined {
    if (id.length < LEAST_OWN_CHARACTERS) return undefined;
    const device = this.device(id);
    return device !== undefined && boot < device.boot;
  }

  private device(id: string): Known | undefined {
    return this.now.get(id) ?? this.before.get(id);
  }
}

function dueOf(device: Known, number: number): Due {
  if (device.isTangled) return 'may';
  if (device.heard.has(number)) return 'never';
  if (number < device.last) device.isTangled = true;
  if (device.isTangled) return 'may';
  device.last = number;
  device.heard.add(number);
  return 'must';
}
