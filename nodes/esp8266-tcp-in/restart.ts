import type { Report } from '../../protocol/report';
import { type Boot, type Moment, mostTakenAfter, newBoot } from './boot';
import type { Device } from './device';

/** Another count began, or one before goes on. Boots are told of devices that send reports. */
export interface Restart extends RestartLoss {
  event: 'restart';
  boot?: number;
  previousBoot?: number;
  /** The highest number heard before. */
  last?: number;
}

/**
 * What a newer power-up means for the readings of the one before it, none of which comes any more: after its last number
 * it took none, or nobody knows how many, at most so many; up to that, the flow has not confirmed so many.
 */
interface RestartLoss {
  missed?: 0;
  unknown?: true;
  atMost?: number;
  unconfirmed?: number;
}

/** A report, and when it was received. */
interface Received {
  report: Report;
  moment: Moment;
}

/** Has `device` go on in the power-up of a report that is of another one than the last; gives what is to be told, if any. */
export function changeBoot(device: Device, received: Received): { boot: Boot; restart?: Restart } {
  const { currentBoot, previousBoot } = device;
  const { report } = received;
  const newest = (previousBoot?.number ?? -1) > (currentBoot?.number ?? -1) ? previousBoot : currentBoot;
  const isNewer = newest !== undefined && report.boot > newest.number;
  const left = isNewer ? newest : currentBoot;
  const restart = left && { ...restartFrom(left, report), ...(isNewer ? lossOf(left, device, received) : {}) };
  const isBack = previousBoot?.number === report.boot;
  const boot = isBack ? previousBoot : newBoot(report.boot, isFromStart(report, isNewer));
  device.changeBoot(boot, isBack ? currentBoot : newest);
  return restart === undefined ? { boot } : { boot, restart };
}

/** Going back is a late report, or a second chip with the same id: then this is all that is known. */
function restartFrom({ number: previousBoot, sequence: { last } }: Boot, { boot }: Report): Restart {
  return { event: 'restart', boot, previousBoot, ...(last === undefined || last < 0 ? {} : { last }) };
}

/**
 * Of a known device's newer boot every number is expected, from 0. A device met for the first time, or a boot older than
 * one known, may have been heard elsewhere before, unless all that it took was dropped: its numbers begin where they do.
 */
function isFromStart({ lost, seq }: Report, isNewer: boolean): boolean {
  return isNewer || lost === seq;
}

function lossOf(left: Boot, device: Device, received: Received): RestartLoss {
  const unconfirmed = left.unconfirmed?.size ?? 0;
  return { ...takenAfter(left, device, received), ...(unconfirmed === 0 ? {} : { unconfirmed }) };
}

/** Where boots were skipped, or two take turns, times say nothing. */
function takenAfter(left: Boot, { currentBoot, steadyIntervalMs }: Device, received: Received): RestartLoss {
  const isFollowing = left === currentBoot && received.report.boot === left.number + 1;
  if (!isFollowing || steadyIntervalMs === undefined) return { unknown: true };
  const atMost = mostTakenAfter(left, steadyIntervalMs, received);
  if (atMost === undefined) return { unknown: true };
  return atMost === 0 ? { missed: 0 } : { unknown: true, atMost };
}
