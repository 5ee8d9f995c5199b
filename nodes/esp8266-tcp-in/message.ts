import type { Device, DeviceCounts, Peer } from './device';
import type { DeviceTracker } from './device-tracker';
import type { DeviceEvent, TrackedReading } from './heard';
import type { ListenErrorCode } from './listen-error';
import type { Refusal } from './refusals';

/** One reading as the flow sees it. */
export type ReadingMessage = {
  payload: unknown;
  topic: string;
  device: { id: string; boot?: number; ip: string; port: number };
  /** Number of the reading; absent when a plain payload is not read as a counter. */
  seq?: number;
  /** Readings known lost just before this one. */
  missed: number;
  /** When it was taken, ms since 1970. */
  timestamp: number;
  ip: string;
  port: number;
  /** Present on the last piece of a connection that had no line end. */
  complete?: false;
  /** Present when it fills a gap that was told before. */
  late?: true;
  /** Present when the flow had it before and did not confirm it. */
  again?: true;
};

/** One event as the flow sees it: its name is the topic, what is known of it the payload. */
export type EventMessage = {
  topic: DeviceEvent['event'] | 'listening' | ListenErrorCode | 'cannot-store' | 'refused' | 'stats';
  payload: object;
  device?: ReadingMessage['device'];
  timestamp: number;
};

/** `topic` is the node's own, or undefined for the device's id; `epoch` is the Unix time (ms) at which its clock was 0. */
export function readingMessage(
  device: Device,
  reading: TrackedReading,
  { topic, isComplete, epoch }: { topic: string | undefined; isComplete: boolean; epoch: number },
): ReadingMessage {
  const message: ReadingMessage = {
    payload: reading.payload,
    topic: topic ?? device.id,
    device: deviceOf(device),
    missed: reading.missed,
    timestamp: Math.round(epoch + reading.takenAt),
    ip: device.peer.ip,
    port: device.peer.port,
  };
  if (reading.seq !== undefined) message.seq = reading.seq;
  if (!isComplete) message.complete = false;
  if (reading.isLate) message.late = true;
  if (reading.isAgain) message.again = true;
  return message;
}

export function deviceEventMessage(device: Device, { event, ...details }: DeviceEvent, now: number): EventMessage {
  return { topic: event, payload: details, device: deviceOf(device), timestamp: now };
}

/** The device of a refused frame is known by its address only: what it says of itself could not be trusted. */
export function refusalMessage({ code, message, count, peer }: Refusal, now: number): EventMessage {
  const device = { id: peer.ip, ip: peer.ip, port: peer.port };
  return { topic: 'refused', payload: { reason: code, message, count }, device, timestamp: now };
}

/** Everything that is known, for the `stats` action: totals of the devices remembered, and one row for each. */
export function statistics(tracker: DeviceTracker, now: number): object {
  const devices = tracker.list();
  return {
    devices: devices.length,
    online: tracker.onlineCount,
    readingsPerSecond: Number(tracker.readingsPerSecond(now).toFixed(2)),
    ...totalCounts(devices),
    list: devices.map((device) => deviceRow(device, now)),
  };
}

function totalCounts(devices: Device[]): DeviceCounts {
  const totals: DeviceCounts = { readings: 0, missed: 0, late: 0, duplicates: 0, restarts: 0 };
  for (const { counts } of devices) {
    for (const key of Object.keys(totals) as (keyof DeviceCounts)[]) totals[key] += counts[key];
  }
  return totals;
}

/** One device as a row of a table. */
export function deviceRow(device: Device, now: number): object {
  return {
    ...deviceOf(device),
    online: device.isOnline,
    payload: device.lastPayload,
    lastHeardMs: Math.round(now - device.lastHeardAt),
    intervalMs: Math.round(device.intervalMs),
    readingsPerSecond: deviceRate(device),
    ...device.counts,
  };
}

/** By the times between its last readings, so that it is known after two. */
function deviceRate({ isOnline, intervalMs }: Device): number {
  return isOnline && intervalMs > 0 ? Number((1000 / intervalMs).toFixed(2)) : 0;
}

function deviceOf({ id, boot, peer }: { id: string; boot: number | undefined; peer: Peer }): ReadingMessage['device'] {
  return boot === undefined ? { id, ip: peer.ip, port: peer.port } : { id, boot, ip: peer.ip, port: peer.port };
}
