/** A machine in reach that joins the chip's access point. */
export interface Visitor {
  mac: string;
  /** How long after the access point is up it joins. */
  joinsAfterMs: number;
  /** How long after joining it has its lease; until then its address is 0.0.0.0. */
  leaseAfterMs: number;
  /** Where its ports really are; absent: nothing listens there, as on a phone, and a connection is refused. */
  host?: string;
  /** True: it never answers at all, as a machine behind a firewall. */
  isSilent?: boolean;
}

/** A network in reach that the chip may join. */
export interface HomeNetwork {
  ssid: string;
  password?: string;
  /** The address that its router gives the chip. */
  ip?: string;
  joinsAfterMs?: number;
  /** True: joining it neither works nor fails, so the callback of `Wifi.connect` never comes. */
  isMute?: boolean;
  /** Addresses in it and where they really are; what is not named is passed on as it is. */
  machines?: Record<string, string>;
  /** Addresses in it at which nobody answers. */
  silent?: string[];
}

/** What surrounds a chip: who joins it, and what it can join. */
export interface Air {
  visitors: Visitor[];
  networks: HomeNetwork[];
}

/** Where a connection really goes: a place; or how it fails. */
export type Destination = { host: string; port: number } | 'refused' | 'silent' | 'unknown-host' | 'no-route' | 'crash';

/** One machine, this one, joins 100 ms after the access point is up, and has its lease 150 ms later. */
export const THIS_MACHINE: Visitor = {
  mac: '02:00:00:00:00:01',
  joinsAfterMs: 100,
  leaseAfterMs: 150,
  host: '127.0.0.1',
};
