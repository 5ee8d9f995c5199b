import { lookup } from 'node:dns';
import type { ChipFlash } from '../device/chip-flash';
import type { ScriptFunction, ScriptWorld } from '../device/script-world';
import type { Air } from './air';
import { Radio } from './radio';
import { accessPointOptions, type Options } from './wifi-options';

const NETMASK = '255.255.255.0';
const LONGEST_SSID = 32;

type Callback = ScriptFunction | undefined | null;

/** `require("Wifi")` of one boot. Rules and texts are those of jswrap_esp8266_network.c. */
export class Wifi {
  /** The object that the script gets. */
  readonly module: Record<string, unknown>;
  readonly radio: Radio;
  private onJoinEnded: Callback;
  private hostname = 'espruino';

  constructor(
    private readonly world: ScriptWorld,
    flash: ChipFlash,
    private readonly air: Air,
    private readonly mac: string,
  ) {
    this.radio = new Radio(world, flash, air, mac, {
      event: (name, details) => world.emit(this.module, name, world.copy(details)),
      joinEnded: (error) => this.completeJoin(error),
    });
    this.module = world.expose<Wifi>(this, [
      'startAP',
      'stopAP',
      'connect',
      'disconnect',
      'getStatus',
      'getDetails',
      'getAPDetails',
      'getIP',
      'getAPIP',
      'setAPIP',
      'setIP',
      'getHostByName',
      'getHostname',
      'setHostname',
      'setConfig',
      'setSNTP',
      'scan',
      'save',
      'restore',
    ]);
  }

  startAP(ssid: unknown, options?: Options | null, callback?: Callback): void {
    this.expectFunction(callback);
    if (typeof ssid !== 'string') throw this.world.error('No SSID');
    const settings = accessPointOptions(this.world, options ?? {});
    this.radio.openAccessPoint({ ssid: ssid.slice(0, LONGEST_SSID), ...settings });
    this.answer(callback, null);
  }

  stopAP(callback?: Callback): void {
    this.expectFunction(callback);
    this.radio.closeAccessPoint();
    this.answer(callback);
  }

  connect(ssid: unknown, options?: Options | null, callback?: Callback): void {
    if (typeof ssid !== 'string') throw this.world.error('No SSID provided');
    this.expectFunction(callback);
    if (options === null || (options !== undefined && typeof options !== 'object')) {
      throw this.world.error(`Expecting Object, got ${typeof options}`);
    }
    const password = options?.password ?? '';
    if (typeof password !== 'string') throw this.world.error('Expecting options.password to be a string');
    const { station } = this.radio;
    if (station.state === 'connected' && station.ssid === ssid && station.password === password) {
      this.answer(callback, null);
    } else {
      this.onJoinEnded = callback;
      this.radio.join(ssid, password);
    }
  }

  disconnect(callback?: Callback): void {
    this.expectFunction(callback);
    const { station } = this.radio;
    this.onJoinEnded = undefined;
    if (station.state === 'connected') {
      const details = { ssid: station.ssid, mac: this.mac, reason: 'assoc_leave' };
      this.world.emit(this.module, 'disconnected', this.world.copy(details));
    }
    this.radio.leave();
    this.answer(callback);
  }

  getStatus(callback?: Callback): unknown {
    return this.info(callback, {
      mode: this.radio.mode,
      station: this.radio.station.state,
      ap: this.radio.isAccessPoint ? 'enabled' : 'disabled',
      phy: '11n',
      powersave: 'none',
      savedMode: 'off',
    });
  }

  getDetails(callback?: Callback): unknown {
    const { state, ssid, password } = this.radio.station;
    const rssi = this.radio.isStation ? { rssi: -50 } : {};
    return this.info(callback, { status: state, ssid, password, ...rssi, savedSsid: null });
  }

  /** `stations` is there only while the access point is on. */
  getAPDetails(callback?: Callback): unknown {
    const { authMode, hidden, ssid, password } = this.radio.settings;
    return this.info(callback, {
      status: this.radio.isAccessPoint ? 'enabled' : 'disabled',
      authMode,
      hidden: hidden === 1,
      maxConn: 4,
      ssid,
      password,
      savedSsid: null,
      ...(this.radio.isAccessPoint ? { stations: this.radio.accessPoint.stations } : {}),
    });
  }

  getIP(callback?: Callback): unknown {
    const { address, gateway } = this.radio.station;
    return this.addresses(callback, { ip: address, netmask: NETMASK, gw: gateway, mac: this.mac });
  }

  /** The access point has the station's MAC with another first byte. */
  getAPIP(callback?: Callback): unknown {
    const ip = this.radio.isAccessPoint ? this.radio.accessPoint.address : '0.0.0.0';
    return this.addresses(callback, { ip, netmask: NETMASK, gw: ip, mac: this.mac.replace(/^5c/, '5e') });
  }

  setIP(_settings: unknown, callback?: Callback): void {
    if (typeof callback !== 'function') throw this.world.error('Callback is not a function');
    this.answer(callback, null);
  }

  setAPIP(settings: unknown, callback?: Callback): void {
    this.setIP(settings, callback);
  }

  /** The callback gets the address, or null. An access point knows no names. */
  getHostByName(name: unknown, callback: Callback): void {
    if (typeof name !== 'string') throw this.world.error('Hostname parameter is not a string');
    if (typeof callback !== 'function') throw this.world.error('Callback is not a function');
    if (this.radio.station.state !== 'connected') this.answer(callback, null);
    else lookup(name, 4, (_error, address) => this.answer(callback, address ?? null));
  }

  getHostname(): string {
    return this.hostname;
  }

  setHostname(name: unknown, callback?: Callback): void {
    this.hostname = String(name);
    this.answer(callback);
  }

  setConfig(settings: unknown): void {
    if (typeof settings !== 'object' || settings === null) throw this.world.error('Expecting Object');
  }

  setSNTP(server: unknown, zone: unknown): void {
    if (!Number.isFinite(Number(zone))) throw this.world.error('Zone is not a number');
    if (typeof server !== 'string') throw this.world.error('Server is not a string');
  }

  /** The callback gets the list alone, unlike everywhere else in this module. */
  scan(callback: Callback): void {
    if (typeof callback !== 'function') throw this.world.error('Expecting callback function');
    const networks = this.air.networks.map(({ ssid, password }) => ({ ssid, authMode: password ? 'wpa2' : 'open' }));
    this.world.after(1000, () => callback(this.world.copy(networks)));
  }

  save(what?: unknown): void {
    this.radio.save(what);
  }

  restore(): void {
    this.radio.restore();
  }

  /** The callback of `connect` comes at most once. */
  private completeJoin(error: string | null): void {
    this.answer(this.onJoinEnded, error);
    this.onJoinEnded = undefined;
  }

  private addresses(callback: Callback, addresses: object): unknown {
    const copied = this.world.copy(addresses);
    this.answer(callback, null, copied);
    return copied;
  }

  private info(callback: Callback, details: object): unknown {
    const copied = this.world.copy(details);
    this.answer(callback, copied);
    return copied;
  }

  private answer(callback: Callback, ...values: unknown[]): void {
    if (typeof callback === 'function') this.world.later(() => callback(...values));
  }

  private expectFunction(callback: unknown): void {
    if (callback === undefined || typeof callback === 'function') return;
    throw this.world.error(`Expecting callback function, got ${typeof callback}`);
  }
}
