/** The name of the access point unless configured; the firmware says it once more, for an import costs memory there. */
export const DEFAULT_SSID = 'EngrEDU IoT';

/**
 * What a person may set of the chip's program, and the name under which the program finds it: whoever stores the
 * firmware on a chip puts what `settingsScript` gives in front. Every property may be absent; the firmware knows the defaults.
 */
export interface ChipSettings {
  wifi?: WifiSettings;
  /** Where the readings go. Without a `host` (or with `auto`) the chip looks for it among the machines that joined it. */
  server?: { host?: string; port?: number };
  /** Time between two readings in ms. */
  intervalMs?: number;
  /** A JavaScript expression for the reading; `counter` in it is the number of the reading. Default: the counter itself. */
  reading?: string;
  wire?: 'report' | 'plain';
  connection?: 'per-packet' | 'keep-open';
  /** True leaves Espruino's console on port 23 open: anyone who reaches the chip then owns it. */
  telnet?: boolean;
  /** The device id: 1 to 64 of `A-Z a-z 0-9 . _ -`. Default: `esp8266-` and the MAC in lower-case hex. */
  id?: string;
  /** The key shared with the server, 16 to 64 bytes as UTF-8; only the program that signs looks at it. Absent: nothing is signed. */
  key?: string;
  /** Unix time (s) of flashing: the first boot number, so that none ever comes again. */
  flashedAt?: number;
}

/** The chip's Wi-Fi: its own network (`ap`) or one that it joins (`station`). */
export interface WifiSettings {
  mode?: 'ap' | 'station';
  ssid?: string;
  /** Absent or empty: an open network. WPA2 needs 8 to 63 characters. */
  password?: string;
  /** 1 to 13; only the access point needs it. */
  channel?: number;
  /** True: the access point does not announce its name. */
  hidden?: boolean;
}
