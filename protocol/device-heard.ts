/**
 * How the nodes of this package speak of devices among themselves, over Node-RED's `RED.events`: a receiving node emits
 * `DEVICE_HEARD` with a DeviceHeard for each report or line it takes, and answers `WHO_LISTENS`.
 */
export const DEVICE_HEARD = 'esp8266:device-heard';

/** Emitted with a function that each receiving node calls with its Listener, at once. */
export const WHO_LISTENS = 'esp8266:who-listens';

export interface DeviceHeard {
  /** Device id as in the flow: by default `esp8266-` and the MAC in lower-case hex; the address for a plain line. */
  id: string;
  ip: string;
  /** The TCP port on which it was heard. */
  serverPort: number;
  /** Its reading heard last, and the number of that, where it has one. */
  payload: unknown;
  seq?: number;
}

/** A receiving node that listens. */
export interface Listener {
  /** Name or id of the node. */
  name: string;
  port: number;
}
