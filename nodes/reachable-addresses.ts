import type { NetworkInterfaceInfo } from 'node:os';

/** An address of this machine under which a chip may reach it. */
export interface ReachableAddress {
  address: string;
  /** The name of the network interface, such as `wlan0`. */
  networkInterface: string;
}

/** The addresses in what `os.networkInterfaces()` gives that a chip can be told: IPv4 (it has no IPv6), not loopback. */
export function reachableAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): ReachableAddress[] {
  return Object.entries(interfaces).flatMap(([networkInterface, addresses = []]) =>
    addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => ({ address, networkInterface })),
  );
}
