/**
 * What can go wrong between the devices and Node-RED while it lasts:
 * `drop`: connections that stand, and those that come, are reset;
 * `cut-in-frame`: the next that a device sends gets through by half, then both sides are reset;
 * `delay`: everything comes a second later, in order;
 * `stall`: nothing moves, and nobody is told;
 * `swallow-answers`: what Node-RED says does not arrive;
 * `refuse`: nobody listens, and what stands goes on.
 */
export type NetworkFault = 'drop' | 'cut-in-frame' | 'delay' | 'stall' | 'swallow-answers' | 'refuse';

/** What has passed, and what has not. */
export interface NetworkCounts {
  /** Connections of devices that were accepted. */
  connections: number;
  /** Bytes that devices sent and Node-RED was given. */
  bytesUp: number;
  /** Bytes that Node-RED sent and devices were given. */
  bytesDown: number;
  /** Bytes of answers that were swallowed. */
  bytesSwallowed: number;
  /** Connections that were reset, by the fault that did it. */
  dropped: number;
  cutInFrame: number;
}

/** What the parent asks of the process that is the network. */
export interface NetworkOrders {
  start(targetPort: number): Promise<number>;
  fault(name: NetworkFault, durationMs: number): void;
  counts(): NetworkCounts;
}
