/**
 * How the nodes of this package speak of readings that are safe, and of settings for chips, over Node-RED's
 * `RED.events`. All receiving nodes hear both; each that is meant says so in what it was given, before the call is over.
 */
export const CONFIRM_READING = 'esp8266:confirm-reading';

/** Which reading: device, power-up and number. No two have the same three, ever. */
export interface ReadingName {
  id: string;
  boot: number;
  seq: number;
}

/** Emitted with CONFIRM_READING: the flow has done with a reading what it is there for. */
export interface Confirmation extends ReadingName {
  /** How many receiving nodes have heard this reading; each counts itself. */
  heardBy: number;
  /** Called once by each of them, when it has filed the confirmation, or with an error when it could not. */
  filed(error?: Error): void;
}

export const SET_CHIP = 'esp8266:set-chip';

/** What may be set of a running chip: the time between two readings, in ms. */
export interface RunningSettings {
  interval: number;
}

/** Emitted with SET_CHIP: settings that a chip is to get with the next answer. */
export interface SettingsWish {
  id: string;
  settings: RunningSettings;
  /** Set by a receiving node that keeps them until the chip has taken them. */
  isTaken: boolean;
}
