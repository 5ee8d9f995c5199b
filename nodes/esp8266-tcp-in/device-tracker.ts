import type { Report } from '../../protocol/report';
import type { CounterMode } from './counter-watch';
import { Device, type Peer } from './device';
import { type DeviceEvent, type Heard, hearPlain, hearReport } from './heard';
import { RateMeter } from './rate-meter';
import { RecencyLine } from './recency-line';
import { restoredBoot, restoredWish, type StoredDevice } from './stored-device';

/** How devices are followed. */
export interface TrackerSettings {
  counterMode: CounterMode;
  /** A device is offline after this silence in ms, or after three of its own intervals, whichever is longer. */
  offlineAfterMs: number;
  /** Devices remembered; beyond that the one silent for longest is forgotten. */
  maxDevices: number;
}

const OFFLINE_INTERVALS = 3;
/** Readings of all devices that the flow has not confirmed, remembered one by one: some 40 MB. */
const MAX_UNCONFIRMED = 200_000;
/** Devices that were never heard and for which settings wait. */
const MAX_UNHEARD = 1000;

/** Knows who is here and what was heard of each. Has no clock of its own and no socket: `now` (ms) is given. */
export class DeviceTracker {
  onlineCount = 0;
  /** When readings were last found missing, ms. */
  lastLossAt = Number.NEGATIVE_INFINITY;
  private readonly rate = new RateMeter();
  private readonly reporting = new Map<string, Device>();
  private readonly plain = new Map<string, Device>();
  /** Those that were heard before the node started and not since. */
  private readonly remembered = new Map<string, Device>();
  /** Those that were never heard and for which settings wait. */
  private readonly unheard = new Map<string, Device>();
  /** All that were heard, in the order in which they were last heard. */
  private readonly devices = new RecencyLine<Device>();

  constructor(
    private readonly settings: TrackerSettings,
    /** Told the id of a device that sent reports and is now forgotten. */
    private readonly forgotten: (id: string) => void = () => {},
    /** Only by this can be seen that the machine slept, and with it the clock that gives `now`. */
    private readonly unixTime: () => number = Date.now,
  ) {}

  /** Remembers what was known of devices before the node started, the one heard last at the end. */
  restore(stored: StoredDevice[]): void {
    const heard = stored.filter(({ boots }) => boots.length > 0);
    const surplus = heard.splice(0, Math.max(0, heard.length - this.settings.maxDevices));
    for (const { id } of surplus) this.forgotten(id);
    for (const device of heard) this.remembered.set(device.id, this.restored(device));
    for (const device of stored) if (device.boots.length === 0) this.unheard.set(device.id, this.restored(device));
    this.limitUnconfirmed();
  }

  /** Files a report; `payloads` are its readings as the flow shall see them. */
  heardReport(report: Report, payloads: unknown[], peer: Peer, now: number): Heard {
    const device = this.device(this.reporting, report.id, peer);
    return this.note(hearReport(device, report, payloads, { now, epoch: this.unixTime() - now }), now);
  }

  /** Files a plain frame; its device is named by its address. */
  heardPlain(payload: unknown, peer: Peer, now: number): Heard {
    const device = this.device(this.plain, peer.ip, peer);
    return this.note(hearPlain(device, payload, now), now);
  }

  /** The device that sends reports under that id, or did before the node started. */
  reportingDevice(id: string): Device | undefined {
    return this.reporting.get(id) ?? this.remembered.get(id);
  }

  /** The device of that id, which was never heard, for what shall wait for it; undefined when too many are kept already. */
  unheardDevice(id: string): Device | undefined {
    const device = this.unheard.get(id) ?? this.restored({ id, boots: [] });
    if (!this.unheard.has(id) && this.unheard.size >= MAX_UNHEARD) return undefined;
    this.unheard.set(id, device);
    return device;
  }

  /** The devices that have fallen silent since the last sweep, each with how long it has said nothing. */
  sweep(now: number): { device: Device; event: DeviceEvent }[] {
    const silent: { device: Device; event: DeviceEvent }[] = [];
    for (const device of this.devices) {
      const silentMs = now - device.lastHeardAt;
      if (!device.isOnline || silentMs <= this.settings.offlineAfterMs) continue;
      if (silentMs <= OFFLINE_INTERVALS * device.intervalMs) continue;
      this.setOnline(device, false);
      silent.push({ device, event: { event: 'offline', silentMs: Math.round(silentMs) } });
    }
    return silent;
  }

  /** All that send reports, or did before the node started, the one heard last at the end. */
  *reportingDevices(): Generator<Device> {
    yield* this.remembered.values();
    for (const device of this.devices) if (device.currentBoot !== undefined) yield device;
  }

  /**
   * Keeps what the flow has not confirmed from filling the memory: of the devices heard longest ago it is forgotten that it
   * was heard at all. When they send it again it comes again: better twice than never. Gives these devices.
   */
  limitUnconfirmed(): Device[] {
    let surplus = -MAX_UNCONFIRMED;
    for (const { unconfirmedCount } of this.reportingDevices()) surplus += unconfirmedCount;
    const forgetting: Device[] = [];
    if (surplus <= 0) return forgetting;
    for (const device of this.reportingDevices()) {
      if (surplus <= 0) break;
      if (device.unconfirmedCount === 0) continue;
      surplus -= device.unconfirmedCount;
      device.forgetUnconfirmed();
      forgetting.push(device);
    }
    return forgetting;
  }

  /** All devices remembered, the one heard last at the end. */
  list(): Device[] {
    return [...this.devices];
  }

  get deviceCount(): number {
    return this.reporting.size + this.plain.size;
  }

  /** Readings a second over the last ten seconds. */
  readingsPerSecond(now: number): number {
    return this.rate.perSecond(now);
  }

  /** Forgets every device. */
  reset(): void {
    const reporting = [this.reporting, this.remembered, this.unheard];
    for (const known of reporting) for (const id of known.keys()) this.forgotten(id);
    for (const known of [...reporting, this.plain]) known.clear();
    this.devices.clear();
    this.onlineCount = 0;
    this.lastLossAt = Number.NEGATIVE_INFINITY;
  }

  /** The device `id` among the `known` of its kind, moved to the end of the line. */
  private device(known: Map<string, Device>, id: string, peer: Peer): Device {
    const device = known.get(id) ?? this.meet(known, id, peer);
    this.devices.touch(device);
    device.peer = peer;
    return device;
  }

  private meet(known: Map<string, Device>, id: string, peer: Peer): Device {
    if (this.deviceCount >= this.settings.maxDevices) this.forgetOldest();
    const device = this.recall(known, id) ?? new Device(id, peer, this.settings.counterMode);
    known.set(id, device);
    return device;
  }

  private recall(known: Map<string, Device>, id: string): Device | undefined {
    if (known !== this.reporting) return undefined;
    const device = this.remembered.get(id) ?? this.unheard.get(id);
    this.remembered.delete(id);
    this.unheard.delete(id);
    return device;
  }

  private restored(stored: Pick<StoredDevice, 'id' | 'boots' | 'wish'>): Device {
    const device = new Device(stored.id, { ip: '', port: 0 }, this.settings.counterMode);
    [device.currentBoot, device.previousBoot] = stored.boots.map(restoredBoot);
    if (stored.wish !== undefined) device.wish = restoredWish(stored.wish);
    return device;
  }

  private forgetOldest(): void {
    const device = this.devices.oldest;
    if (device === undefined) return;
    this.setOnline(device, false);
    this.devices.remove(device);
    if (this.reporting.get(device.id) !== device) this.plain.delete(device.id);
    else if (this.reporting.delete(device.id)) this.forgotten(device.id);
  }

  private note(heard: Heard, now: number): Heard {
    const { device, events, readings } = heard;
    if (events.some(({ event }) => event === 'gap')) this.lastLossAt = now;
    if (!device.isOnline) events.unshift({ event: 'online' });
    this.setOnline(device, true);
    device.lastHeardAt = now;
    for (const { payload } of readings) {
      device.counts.readings++;
      device.lastPayload = payload;
      this.rate.add(now);
    }
    return heard;
  }

  private setOnline(device: Device, isOnline: boolean): void {
    if (device.isOnline === isOnline) return;
    device.isOnline = isOnline;
    this.onlineCount += isOnline ? 1 : -1;
  }
}
