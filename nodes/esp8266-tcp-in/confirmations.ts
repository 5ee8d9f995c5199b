import { type Boot, MAX_UNCONFIRMED_OF_A_BOOT } from './boot';
import type { Device } from './device';
import type { DeviceEvent, TrackedReading } from './heard';

/** A reading that the flow has and has not confirmed. */
export interface UnconfirmedReading {
  /** It was not confirmed in time: when the chip sends it again the flow gets it again. */
  isOverdue: boolean;
  /** The reports whose answers wait for it: more than one when the chip has sent it again meanwhile. */
  readonly reports: AwaitedReport[];
}

/** The number of the first and of the last reading of a report. */
export interface ReportRange {
  from: number;
  to: number;
}

/** A report of which not everything is confirmed yet. */
interface AwaitedReport {
  device: Device;
  /** The address that it came from. */
  ip: string;
  boot: Boot;
  /** How many readings it waits for, and for how many at first. */
  missing: number;
  size: number;
  /** When it is given up, ms. */
  deadline: number;
  settle(isConfirmed: boolean): void;
}

/**
 * Readings waited for at once, of all devices. Beyond that each address has its part of them, the same for all that wait, and
 * nothing more is taken from one that has it: whoever hoards keeps nobody else out.
 */
const MAX_AWAITED = 100_000;

/** Which readings the flow has still to confirm. Has no clock: `now` (ms) is given. */
export class Confirmations {
  /** In the order of their deadlines. */
  private readonly reports = new Set<AwaitedReport>();
  private awaitedCount = 0;
  /** The same by address. */
  private readonly awaitedFrom = new Map<string, number>();

  constructor(private readonly patienceMs: number) {}

  /** Whether a report of that power-up may be taken from `ip`: by its power-up always when it only brings again what was not confirmed. */
  hasRoomFor(boot: Boot | undefined, { from, to }: ReportRange, ip: string): boolean {
    if (this.awaitedCount >= MAX_AWAITED && this.hasItsPart(ip)) return false;
    let room = MAX_UNCONFIRMED_OF_A_BOOT - (boot?.unconfirmed?.size ?? 0);
    if (to - from < room) return true;
    for (let seq = from; seq <= to && room >= 0; seq++) if (!boot?.sequence.has(seq)) room--;
    return room >= 0;
  }

  /**
   * Has a report wait for its `readings`, which the flow gets now, and for what the flow has of it already. `settle` is
   * called once: when all is confirmed, perhaps at once, or when patience is over.
   */
  expect(
    { device, readings }: { device: Device; readings: TrackedReading[] },
    { to }: ReportRange,
    { now, settle }: { now: number; settle: (isConfirmed: boolean) => void },
  ): void {
    const { currentBoot: boot } = device;
    if (boot === undefined) {
      settle(true);
      return;
    }
    const report = { device, ip: device.peer.ip, boot, missing: 0, size: 0, deadline: now + this.patienceMs, settle };
    boot.unconfirmed ??= new Map();
    for (const { seq } of readings) if (seq !== undefined) boot.unconfirmed.set(seq, { isOverdue: false, reports: [] });
    for (const [seq, reading] of boot.unconfirmed) {
      // An answer speaks for every number up to its own, so also for those that another report brought.
      if (seq > to) continue;
      reading.reports.push(report);
      report.missing++;
    }
    this.await(report);
  }

  /** Files a confirmation; of a reading that needs none, nothing changes. */
  confirm(boot: Boot, seq: number): void {
    const reading = boot.unconfirmed?.get(seq);
    if (reading === undefined) return;
    boot.unconfirmed?.delete(seq);
    for (const report of reading.reports) {
      report.missing--;
      if (report.missing === 0) this.end(report, true);
    }
  }

  /** Gives up what has waited for too long, and tells which readings these were. */
  sweep(now: number): { device: Device; event: DeviceEvent }[] {
    const told: { device: Device; event: DeviceEvent }[] = [];
    for (const report of this.reports) {
      if (report.deadline > now) break;
      const numbers = giveUp(report);
      this.end(report, false);
      // Of a power-up that is over the restart has told it, and the chip cannot send anything again.
      if (numbers.length === 0 || report.boot !== report.device.currentBoot) continue;
      const range = { from: Math.min(...numbers), to: Math.max(...numbers) };
      told.push({ device: report.device, event: { event: 'unconfirmed', count: numbers.length, ...range } });
    }
    return told;
  }

  /** Leaves every report without an answer. */
  clear(): void {
    for (const report of this.reports) this.end(report, false);
  }

  private await(report: AwaitedReport): void {
    if (report.missing === 0) {
      report.settle(true);
      return;
    }
    report.size = report.missing;
    this.count(report.ip, report.size);
    this.reports.add(report);
  }

  /** What was given up before may be confirmed later; then nobody waits for the answer any more. */
  private end(report: AwaitedReport, isConfirmed: boolean): void {
    if (!this.reports.delete(report)) return;
    this.count(report.ip, -report.size);
    report.settle(isConfirmed);
  }

  private hasItsPart(ip: string): boolean {
    return (this.awaitedFrom.get(ip) ?? 0) >= MAX_AWAITED / this.awaitedFrom.size;
  }

  private count(ip: string, readings: number): void {
    this.awaitedCount += readings;
    const left = (this.awaitedFrom.get(ip) ?? 0) + readings;
    if (left > 0) this.awaitedFrom.set(ip, left);
    else this.awaitedFrom.delete(ip);
  }
}

/** The numbers that become overdue with `report`. */
function giveUp(report: AwaitedReport): number[] {
  const numbers: number[] = [];
  for (const [seq, reading] of report.boot.unconfirmed ?? []) {
    if (reading.isOverdue || !reading.reports.includes(report)) continue;
    reading.isOverdue = true;
    numbers.push(seq);
  }
  return numbers;
}
