/** What good devices are. */
export interface GoodOptions {
  port: number;
  devices: number;
  /** Time between two readings of a device. */
  intervalMs: number;
  key?: string | undefined;
}

/** What good devices have done. */
export interface GoodDeeds {
  /** By id. */
  taken: Map<string, number>;
  /** Readings that had to be dropped because too many waited. */
  dropped: number;
  /** Of each report answered since this was asked for last: from its first try to its answer, ms. */
  latenciesMs: number[];
}

/** What the parent asks of the process in which the good devices live. */
export interface GoodOrders {
  start(options: GoodOptions): void;
  /** Has no readings taken until `resume`; resolves when none waits any more, or after a minute. */
  rest(): Promise<void>;
  resume(): void;
  taken(): Map<string, number>;
  deeds(): GoodDeeds;
}
