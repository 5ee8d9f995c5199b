import { setTimeout as pause } from 'node:timers/promises';
import { between, type Fault } from './fault';

/** What happens to single devices. */
export const DEVICE_FAULTS = {
  'device off and on at once': {
    perTenMinutes: 40,
    make: async ({ fleet }, { device }) => fleet.fault('power-cycle', device),
  },
  'device off for a while': {
    perTenMinutes: 20,
    make: async ({ fleet }, occasion) => {
      fleet.fault('power-off', occasion.device);
      await pause(between(500, 20_000, occasion));
      fleet.fault('power-on', occasion.device);
    },
  },
  'device out of reach': {
    perTenMinutes: 30,
    make: async ({ fleet }, { device }) => fleet.fault('wifi-loss', device),
  },
  'answers to a device swallowed': {
    perTenMinutes: 30,
    make: async ({ fleet }, { device }) => fleet.fault('swallow-answers', device),
  },
} satisfies Record<string, Fault>;
