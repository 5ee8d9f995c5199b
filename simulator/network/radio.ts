import { isIPv4 } from 'node:net';
import type { ChipFlash } from '../device/chip-flash';
import type { ScriptWorld } from '../device/script-world';
import { AccessPoint, type AccessPointSettings } from './access-point';
import type { Air, Destination } from './air';
import { Station, type StationState } from './station';

/** What the radio tells: an event of `Wifi.on`, or how joining a network ended (null: it worked). */
export interface RadioEvents {
  event(name: string, details: object): void;
  joinEnded(error: StationState | null): void;
}

const STATION = 1;
const ACCESS_POINT = 2;
const MODES = ['off', 'sta', 'ap', 'sta+ap'];
const SAVED = '.wificfg';

/** The radio of one boot: an access point, a station, both or neither. */
export class Radio {
  readonly accessPoint: AccessPoint;
  readonly station: Station;
  settings: AccessPointSettings;

  constructor(
    world: ScriptWorld,
    private readonly flash: ChipFlash,
    air: Air,
    mac: string,
    events: RadioEvents,
  ) {
    // Until it is told otherwise a new chip is an open access point with this name
    const ssid = `ESP_${mac.replace(/:/g, '').slice(6).toUpperCase()}`;
    this.settings = { ssid, password: '', authMode: 'open', hidden: 0, channel: 1 };
    this.accessPoint = new AccessPoint(world, air.visitors, (event, joined) => events.event(event, { mac: joined }));
    const disconnected = (reason: string) => events.event('disconnected', { ssid: this.station.ssid, mac, reason });
    this.station = new Station(world, air.networks, {
      joined: () => {
        events.joinEnded(null);
        events.event('associated', { ssid: this.station.ssid, mac, channel: 1 });
        events.event('connected', { ip: this.station.address, mask: '255.255.255.0', gw: this.station.gateway });
      },
      failed: (state, reason) => {
        events.joinEnded(state);
        disconnected(reason);
      },
      lost: disconnected,
    });
  }

  /** The name of the mode; the SDK keeps the mode in its own flash. */
  get mode(): string {
    return MODES[this.flash.wifiMode] ?? 'off';
  }

  get isAccessPoint(): boolean {
    return (this.flash.wifiMode & ACCESS_POINT) !== 0;
  }

  get isStation(): boolean {
    return (this.flash.wifiMode & STATION) !== 0;
  }

  openAccessPoint(settings: AccessPointSettings): void {
    this.settings = settings;
    this.flash.wifiMode |= ACCESS_POINT;
    this.accessPoint.open();
  }

  closeAccessPoint(): void {
    this.flash.wifiMode &= STATION;
    this.accessPoint.close();
  }

  join(ssid: string, password: string): void {
    this.flash.wifiMode |= STATION;
    this.station.join(ssid, password);
  }

  leave(): void {
    this.flash.wifiMode &= ACCESS_POINT;
    this.station.leave();
  }

  /** Keeps everything for the next boot, passwords in clear text as the chip does; or forgets it. */
  save(what?: unknown): void {
    if (what === 'clear') {
      this.flash.files.delete(SAVED);
      return;
    }
    const { ssid, password } = this.station;
    const saved = { mode: this.flash.wifiMode, ssid, password, accessPoint: this.settings };
    this.flash.files.set(SAVED, Buffer.from(JSON.stringify(saved)));
    this.flash.writes += 1;
  }

  /** Runs at every boot, after the boot code: what was saved wins over what the boot code set. */
  restore(): void {
    const file = this.flash.files.get(SAVED);
    if (!file) return;
    const saved = JSON.parse(file.toString());
    if (saved.mode & ACCESS_POINT) this.openAccessPoint(saved.accessPoint);
    else this.closeAccessPoint();
    if (saved.mode & STATION) this.join(saved.ssid, saved.password);
    else this.leave();
  }

  /** Where a connection to `address` ends up in this moment. */
  route(address: string, port: number): Destination {
    const nearby = this.isAccessPoint ? this.accessPoint.route(address, port) : undefined;
    const destination = nearby ?? this.station.route(address, port);
    if (destination) return destination;
    // In both modes at once, while the station is still looking, the SDK answers a far address with a number that
    // Espruino takes for a socket: the connect lands on another socket, or the chip dies
    if (this.isAccessPoint && this.isStation && this.station.state !== 'off') return 'crash';
    if (!this.isAccessPoint) return 'no-route';
    return isIPv4(address) ? 'silent' : 'unknown-host';
  }

  /** Out of reach of everybody, or back. */
  setReach(isInReach: boolean): void {
    this.station.setReach(isInReach);
    if (!isInReach) this.accessPoint.close();
    else if (this.isAccessPoint) this.accessPoint.open();
  }
}
