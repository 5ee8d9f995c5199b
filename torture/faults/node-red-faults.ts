import { setTimeout as pause } from 'node:timers/promises';
import type { Room } from '../room';
import { between, type Fault } from './fault';

const MINUTE_MS = 60_000;

/** What happens to Node-RED, and to what it stands on. */
export const NODE_RED_FAULTS = {
  'Node-RED killed': { perTenMinutes: 15, make: ({ nodeRed }) => nodeRed.restart() },
  'Node-RED killed as it starts': {
    perTenMinutes: 5,
    make: async ({ nodeRed }, occasion) => {
      await nodeRed.restart();
      await pause(between(0, 500, occasion));
      await nodeRed.restart();
    },
  },
  'answers swallowed, then Node-RED killed': { perTenMinutes: 5, make: killUnheard },
  'all nodes deployed': { perTenMinutes: 4, make: ({ nodeRed }) => nodeRed.redeploy('full') },
  'the flow deployed': { perTenMinutes: 4, make: ({ nodeRed }) => nodeRed.redeploy('flows') },
  'the receiving node deployed': { perTenMinutes: 4, make: ({ nodeRed }) => nodeRed.redeploy('nodes') },
  'database stalled': {
    perTenMinutes: 8,
    make: async ({ stored }, occasion) => {
      const release = stored.seize();
      await pause(between(1000, 7000, occasion)); // the flow has 4 s to confirm
      release();
    },
  },
  'disk of the context full': {
    perTenMinutes: 6,
    make: async ({ nodeRed, kept }, occasion) => {
      await nodeRed.tell(`torture/disk/full?folder=${encodeURIComponent(kept)}`);
      await pause(between(500, 5000, occasion));
      await nodeRed.tell('torture/disk/free');
    },
  },
  'clock set': {
    perTenMinutes: 15,
    make: ({ nodeRed }, { extent }) => nodeRed.tell(`torture/clock/${skewMs(extent)}`),
  },
} satisfies Record<string, Fault>;

/** What was answered is known to nobody but Node-RED when it dies: all of it comes again, and must not be taken again. */
async function killUnheard({ network, nodeRed }: Room): Promise<void> {
  network.fault('swallow-answers', 1500);
  await pause(1000);
  await nodeRed.restart();
}

/** From two hours back to two hours ahead, but never by a few minutes only: see `latencyOf`. */
function skewMs(extent: number): number {
  const direction = extent < 0.5 ? -1 : 1;
  return Math.round(direction * (10 + 110 * ((2 * extent) % 1)) * MINUTE_MS);
}
