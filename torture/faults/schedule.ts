import type { Fault, Occasion } from './fault';

/** What happens when, in ms from the start. */
export interface Appointment extends Occasion {
  name: string;
  atMs: number;
}

const TEN_MINUTES_MS = 600_000;

/** Spreads every kind of fault over `durationMs`: each time at random within its equal share, `devices` met at random. */
export function schedule(
  faults: Record<string, Fault>,
  { durationMs, devices, random }: { durationMs: number; devices: number; random: () => number },
): Appointment[] {
  const appointments = Object.entries(faults).flatMap(([name, { perTenMinutes }]) => {
    const count = Math.max(1, Math.round((perTenMinutes * durationMs) / TEN_MINUTES_MS));
    return Array.from({ length: count }, (_, turn) => ({
      name,
      atMs: ((turn + random()) / count) * durationMs,
      extent: random(),
      device: Math.floor(random() * devices),
    }));
  });
  return appointments.sort((a, b) => a.atMs - b.atMs);
}
