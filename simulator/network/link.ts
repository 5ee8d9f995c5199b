/** What passes between a chip and the machine it talks to, for whoever counts. */
export interface Traffic {
  connected(): void;
  /** The other side refused the connection. */
  refused(): void;
  sent(bytes: Buffer): void;
  received(bytes: Buffer): void;
  /** The connection failed for a reason of which the chip is never told, or which is this computer's own. */
  failed(error: NodeJS.ErrnoException): void;
}

/** The air between a chip and the machine it talks to: what may go wrong there. */
export interface Link {
  /** False: nothing comes through in either direction, and nobody notices. */
  isUp: boolean;
  /** True: what the other side sends does not arrive. */
  swallowsAnswers: boolean;
  /** True: every byte travels in a packet of its own. */
  splitsBytes: boolean;
  /** The address from which this chip's connections come; undefined leaves it to the system. */
  readonly sourceAddress: string | undefined;
  readonly traffic: Traffic;
}

/** A link without a fault. */
export function soundLink(traffic: Traffic = SILENT, sourceAddress?: string): Link {
  return { isUp: true, swallowsAnswers: false, splitsBytes: false, sourceAddress, traffic };
}

const SILENT: Traffic = { connected() {}, refused() {}, sent() {}, received() {}, failed() {} };
