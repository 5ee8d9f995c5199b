import { isIPv4 } from 'node:net';
import type { ScriptWorld } from '../device/script-world';
import type { Destination, HomeNetwork } from './air';

/** How far joining a network has come; the names are those of `Wifi.getStatus().station`. */
export type StationState = 'off' | 'connecting' | 'bad_password' | 'no_ap_found' | 'connect_failed' | 'connected';

/** What becomes of joining: `failed` once for each try, `joined` with the address. */
export interface StationEvents {
  joined(network: HomeNetwork): void;
  failed(state: 'bad_password' | 'no_ap_found', reason: string): void;
  lost(reason: string): void;
}

const JOIN_MS = 300;
/** The SDK goes on trying by itself. */
const RETRY_MS = 2000;
const DEFAULT_ADDRESS = '192.168.1.50';

/**
 * The reasons as Espruino names them. Its table is shifted by one from 200 on: a network that is not found is reported
 * as "beacon_timeout".
 */
const REASON = { notFound: 'beacon_timeout', wrongPassword: '4way_handshake_timeout', lost: 'beacon_timeout' };

/** The chip as a station: joins a network, and tries again for ever. */
export class Station {
  state: StationState = 'off';
  ssid = '';
  password = '';
  private network: HomeNetwork | undefined;
  private isInReach = true;
  private cancel = () => {};

  constructor(
    private readonly world: ScriptWorld,
    private readonly networks: HomeNetwork[],
    private readonly events: StationEvents,
  ) {}

  /** Starts to join the network of that name. */
  join(ssid: string, password: string): void {
    this.leave();
    Object.assign(this, { ssid, password, state: 'connecting' });
    this.tryAfter(this.networks.find((network) => network.ssid === ssid)?.joinsAfterMs ?? JOIN_MS);
  }

  leave(): void {
    this.cancel();
    this.network = undefined;
    this.state = 'off';
  }

  /** The network is out of reach, or back. */
  setReach(isInReach: boolean): void {
    this.isInReach = isInReach;
    if (isInReach || this.state !== 'connected') return;
    this.network = undefined;
    this.state = 'connecting';
    this.events.lost(REASON.lost);
    this.tryAfter(RETRY_MS);
  }

  /** Where a connection ends up; undefined while no network is joined. */
  route(address: string, port: number): Destination | undefined {
    if (!this.network) return undefined;
    if (this.network.silent?.includes(address)) return 'silent';
    const host = this.network.machines?.[address] ?? address;
    return isIPv4(host) || /^[\w.-]+$/.test(host) ? { host, port } : 'unknown-host';
  }

  get address(): string {
    return this.network ? (this.network.ip ?? DEFAULT_ADDRESS) : '0.0.0.0';
  }

  get gateway(): string {
    return this.network ? this.address.replace(/\d+$/, '1') : '0.0.0.0';
  }

  private tryAfter(delayMs: number): void {
    this.cancel = this.world.after(delayMs, () => this.attempt());
  }

  private attempt(): void {
    const network = this.networks.find(({ ssid }) => this.isInReach && ssid === this.ssid);
    if (network?.isMute) return;
    if (!network) this.fail('no_ap_found', REASON.notFound);
    else if ((network.password ?? '') !== this.password) this.fail('bad_password', REASON.wrongPassword);
    else this.succeed(network);
  }

  private succeed(network: HomeNetwork): void {
    this.network = network;
    this.state = 'connected';
    this.events.joined(network);
  }

  private fail(state: 'bad_password' | 'no_ap_found', reason: string): void {
    this.state = state;
    this.events.failed(state, reason);
    this.tryAfter(RETRY_MS);
  }
}
