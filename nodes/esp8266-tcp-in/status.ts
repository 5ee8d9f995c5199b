import type { DeviceTracker } from './device-tracker';
import type { ListenError } from './listen-error';

/** What a node shows below itself; `key` names the text in the locales, with its `values`. */
export interface Status {
  fill: 'red' | 'yellow' | 'green' | 'grey';
  shape: 'dot' | 'ring';
  key: string;
  values: Record<string, string | number>;
}

/** How the node stands: what `statusOf` looks at. */
export interface Standing {
  /** The port listened on; undefined while it is not. */
  port: number | undefined;
  /** Why it does not listen, with the name of the node of ours that holds the port, if one does. */
  failure?: { error: ListenError; holder: string | undefined };
}

const LOSS_SHOWN_MS = 60_000;

/** The status to show at `now` (ms): red when it cannot listen, yellow when something was lost in the last minute. */
export function statusOf({ port, failure }: Standing, tracker: DeviceTracker, now: number): Status {
  if (failure !== undefined) return failureStatus(failure);
  if (port === undefined) return { fill: 'grey', shape: 'ring', key: 'stopped', values: {} };
  const { onlineCount: online, deviceCount: known } = tracker;
  if (known === 0) return { fill: 'green', shape: 'ring', key: 'listening', values: { port } };
  const hasLoss = now - tracker.lastLossAt < LOSS_SHOWN_MS;
  if (online === 0)
    return { fill: 'yellow', shape: 'ring', key: known === 1 ? 'offline' : 'all-offline', values: { known } };
  const values = { online, rate: tracker.readingsPerSecond(now).toFixed(1) };
  return { fill: hasLoss ? 'yellow' : 'green', shape: 'dot', key: online === 1 ? 'device' : 'devices', values };
}

function failureStatus({ error, holder }: NonNullable<Standing['failure']>): Status {
  const key = holder === undefined ? error.code : 'port-used-by';
  return {
    fill: 'red',
    shape: 'ring',
    key,
    values: { port: error.port, address: error.bindAddress, holder: holder ?? '' },
  };
}
