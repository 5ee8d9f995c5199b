import { setTimeout as pause } from 'node:timers/promises';
import type { NetworkFault } from '../network/orders';
import { between, type Fault } from './fault';

/** What happens to all connections at once. */
export const NETWORK_FAULTS = {
  'connections reset': lasting('drop', { perTenMinutes: 12, most: 1000 }),
  'frames cut in two': lasting('cut-in-frame', { perTenMinutes: 12, most: 1000 }),
  'network slow': lasting('delay', { perTenMinutes: 6, most: 8000 }),
  'network still': lasting('stall', { perTenMinutes: 6, most: 7000 }), // chips wait 5 s for an answer
  'answers swallowed': lasting('swallow-answers', { perTenMinutes: 6, most: 3000 }),
  'connections refused': lasting('refuse', { perTenMinutes: 6, most: 5000 }),
} satisfies Record<string, Fault>;

const LEAST_MS = 200;

function lasting(name: NetworkFault, { perTenMinutes, most }: { perTenMinutes: number; most: number }): Fault {
  return {
    perTenMinutes,
    make: async ({ network }, occasion) => {
      const durationMs = between(LEAST_MS, most, occasion);
      network.fault(name, durationMs);
      await pause(durationMs);
    },
  };
}
