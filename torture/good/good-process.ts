import { setTimeout as pause } from 'node:timers/promises';
import { signingKey } from '../../protocol/signature';
import { carryOut } from '../carry-out';
import { GOOD } from '../node-red/witness';
import { GoodDevice } from './good-device';
import type { GoodDeeds, GoodOptions, GoodOrders } from './orders';

// The process in which the good devices live, and nothing else: what they wait for is the server's doing only.
const LONGEST_WAIT_MS = 60_000;
const LOOK_MS = 20;

const devices: GoodDevice[] = [];

carryOut<GoodOrders>({
  start: (options) => {
    devices.push(...Array.from({ length: options.devices }, (_, index) => deviceNumber(index, options)));
  },
  rest: async () => {
    setResting(true);
    const until = performance.now() + LONGEST_WAIT_MS;
    while (devices.some(({ hasWaiting }) => hasWaiting) && performance.now() < until) await pause(LOOK_MS);
  },
  resume: () => setResting(false),
  taken,
  deeds: (): GoodDeeds => ({
    taken: taken(),
    dropped: devices.reduce((sum, { dropped }) => sum + dropped, 0),
    latenciesMs: devices.flatMap((device) => device.latenciesMs.splice(0)),
  }),
});

function taken(): Map<string, number> {
  return new Map(devices.map(({ taken }, index) => [idOf(index), taken]));
}

/** One half keeps its connections, the other makes one for each report. */
function deviceNumber(index: number, { port, intervalMs, key }: GoodOptions): GoodDevice {
  return new GoodDevice({
    id: idOf(index),
    address: `127.2.${Math.floor(index / 250)}.${1 + (index % 250)}`,
    port,
    intervalMs,
    key: key === undefined ? undefined : signingKey(key),
    keepsOpen: index % 2 === 0,
  });
}

function idOf(index: number): string {
  return `${GOOD}${index}`;
}

function setResting(isResting: boolean): void {
  for (const device of devices) device.isResting = isResting;
}
