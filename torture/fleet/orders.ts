import type { TakenBoot } from '../ledger';

/** What the fleet is made of. */
export interface FleetOptions {
  devices: number;
  /** Time between two readings of a device. */
  intervalMs: number;
  host: string;
  port: number;
  connection: 'per-packet' | 'keep-open';
  /** The key shared with the server; absent: the devices run the program that does not sign. */
  key?: string;
}

/** What can happen to a device; only `power-on` happens to one that is off. */
export type DeviceFault = 'power-cycle' | 'power-off' | 'power-on' | 'wifi-loss' | 'swallow-answers';

/** What the parent asks of the process in which the devices live. */
export interface FleetOrders {
  start(options: FleetOptions): Promise<void>;
  fault(name: DeviceFault, device: number): void;
  taken(): Map<string, TakenBoot[]>;
}
