import type { ScriptWorld } from '../device/script-world';
import type { Destination, Visitor } from './air';

/** How the access point is set up; the names are those of `Wifi.getAPDetails`. */
export interface AccessPointSettings {
  ssid: string;
  password: string;
  authMode: string;
  hidden: number;
  channel: number;
}

/** A machine that has joined, as `Wifi.getAPDetails` lists it. */
interface Station {
  ip: string;
  mac: string;
}

const OWN_ADDRESS = '192.168.4.1';
const SUBNET = '192.168.4.';
const FIRST_LEASE = 2;
const MOST_STATIONS = 4;
const NO_ADDRESS = '0.0.0.0';

/**
 * The chip as an access point: who has joined and which lease it holds. The first who asks gets .2, a lease stays with
 * its MAC until the next boot. Source: dhcpserver.c of the SDK's lwIP.
 */
export class AccessPoint {
  readonly stations: Station[] = [];
  private readonly leases = new Map<string, string>();
  private readonly cancel: (() => void)[] = [];

  constructor(
    private readonly world: ScriptWorld,
    private readonly visitors: Visitor[],
    private readonly onEvent: (event: 'sta_joined' | 'sta_left', mac: string) => void,
  ) {}

  /** Goes on the air: the visitors come, each in its time. */
  open(): void {
    this.close();
    for (const visitor of this.visitors) {
      this.cancel.push(this.world.after(visitor.joinsAfterMs, () => this.join(visitor)));
    }
  }

  /** Goes off the air: everybody is gone. */
  close(): void {
    for (const cancel of this.cancel.splice(0)) cancel();
    for (const { mac } of this.stations.splice(0)) this.onEvent('sta_left', mac);
  }

  /** Where a connection to `address` ends up; undefined when that is no address of this network. */
  route(address: string, port: number): Destination | undefined {
    if (!address.startsWith(SUBNET)) return undefined;
    const station = this.stations.find(({ ip }) => ip === address);
    const visitor = this.visitors.find(({ mac }) => mac === station?.mac);
    if (!visitor || visitor.isSilent) return 'silent';
    return visitor.host === undefined ? 'refused' : { host: visitor.host, port };
  }

  get address(): string {
    return OWN_ADDRESS;
  }

  private join(visitor: Visitor): void {
    if (this.stations.length >= MOST_STATIONS) return;
    const station = { ip: NO_ADDRESS, mac: visitor.mac };
    this.stations.push(station);
    this.onEvent('sta_joined', visitor.mac);
    this.cancel.push(
      this.world.after(visitor.leaseAfterMs, () => {
        station.ip = this.lease(visitor.mac);
      }),
    );
  }

  private lease(mac: string): string {
    const lease = this.leases.get(mac) ?? SUBNET + (FIRST_LEASE + this.leases.size);
    this.leases.set(mac, lease);
    return lease;
  }
}
