const trueTime = Date.now;
/** By how much the clock of this process was wrong, ever, ms; the last is how it is now. */
const skews = [0];

/** Sets the clock of this process ahead by `skewMs`, or back; what measures time that passes is not touched. */
export function skewClock(skewMs: number): void {
  skews.push(skewMs);
  Date.now = () => trueTime() + skewMs;
}

/** The time at which a reading was taken is rounded, and estimated by a chip that counts time by itself. */
const ROUNDING_MS = 1000;

/**
 * For how long a reading has been under way that, by the clock of this process, was taken at `timestamp` (ms). The clock
 * may have been set since: of the ages that the reading can have, the least is the right one, for skews differ by much.
 */
export function latencyOf(timestamp: number): number {
  const ages = skews.map((skewMs) => trueTime() + skewMs - timestamp).filter((ageMs) => ageMs > -ROUNDING_MS);
  return Math.max(0, Math.min(...ages));
}
