/** One boot of a device: the readings number 0 to `taken - 1` were taken in it, counted where its sensor was read. */
export interface TakenBoot {
  boot: number;
  taken: number;
  /** The device has power and this boot runs: what it took meanwhile comes on top of `taken`, which is of the moment of the count. */
  isLast: boolean;
}

/** A row of the table in which the flow stores. */
export interface StoredReading {
  id: string;
  boot: number;
  seq: number;
  payload: unknown;
}

/** A reading that the flow was given although the table had it. */
export interface RepeatedReading {
  id: string;
  boot: number;
  seq: number;
  /** Its confirmation had been filed before. */
  wasConfirmed: boolean;
}

/** An event of a device, in the words of the receiving node. */
export interface ToldEvent {
  topic: string;
  payload: Record<string, unknown>;
  id: string;
}

/**
 * What is known at the end: the truth of each device by its id, and what the flow has. Count first (`taken`), then wait
 * until the flow has it, then read the table: what living devices took since the count may be there too.
 */
export interface Ledger {
  /** The oldest boot first. */
  taken: Map<string, TakenBoot[]>;
  stored: StoredReading[];
  repeated: RepeatedReading[];
  /** In the order of telling; one told again after a restart of Node-RED may stand there twice. */
  events: ToldEvent[];
}

/** How many values the sensor of a device can show; those of the analogue pin. */
export const LEVELS = 1024;

/**
 * What the sensor of device `id` shows when reading `seq` of `boot` is taken, 0 to 1023, which is the payload of that
 * reading: a mixture, so that what one device, boot or number says does not pass for another's.
 */
export function payloadOf(id: string, boot: number, seq: number): number {
  const device = Number.parseInt(id.slice(-6), 16);
  return (device * 677 + boot * 331 + seq) % LEVELS;
}
