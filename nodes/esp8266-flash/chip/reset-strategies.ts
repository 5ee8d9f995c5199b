import { setTimeout as pause } from 'node:timers/promises';
import type { Link, LinkSignals } from '../link/link';

/** Lines that change at the same moment, and how long they stay so. */
interface Step {
  lines: Partial<LinkSignals>;
  holdMs: number;
}

/**
 * How a board's wires make EN (reset) and GPIO0 (low while EN rises: boot loader) of DTR and RTS, told as what to do with
 * them. With two transistors EN is low when only RTS is on, GPIO0 when only DTR is; wired straight, each when its own is on.
 */
export interface ResetStrategy {
  name: string;
  intoLoader: Step[];
  intoFlash: Step[];
}

/** As long as esptool holds EN low: the capacitor on it must empty. */
const RESET_MS = 100;
/** As long as esptool holds GPIO0 low: EN rises over the capacitor, in milliseconds. */
const SAMPLE_MS = 50;
/** For boards whose EN rises slowly, also esptool's. */
const LATE_SAMPLE_MS = 550;

const EN_LOW: Partial<LinkSignals> = { dataTerminalReady: false, requestToSend: true };
const GPIO0_LOW: Partial<LinkSignals> = { dataTerminalReady: true, requestToSend: false };

/** NodeMCU, D1 mini and every board with the two transistors; adapters wired straight too. */
export const CLASSIC = viaTransistors('classic', SAMPLE_MS);
export const PATIENT = viaTransistors('slow', LATE_SAMPLE_MS);

/** DTR and RTS have changed places; idle when off. */
export const SWAPPED: ResetStrategy = {
  name: 'swapped',
  intoLoader: [
    { lines: GPIO0_LOW, holdMs: RESET_MS },
    { lines: EN_LOW, holdMs: SAMPLE_MS },
    { lines: { requestToSend: false }, holdMs: 0 },
  ],
  intoFlash: [
    { lines: GPIO0_LOW, holdMs: RESET_MS },
    { lines: { dataTerminalReady: false }, holdMs: 0 },
  ],
};

/** Straight wires through inverters: idle when on. */
export const INVERTED: ResetStrategy = {
  name: 'inverted',
  intoLoader: [
    { lines: GPIO0_LOW, holdMs: RESET_MS },
    { lines: EN_LOW, holdMs: SAMPLE_MS },
    { lines: { dataTerminalReady: true }, holdMs: 0 },
  ],
  intoFlash: [
    { lines: GPIO0_LOW, holdMs: RESET_MS },
    { lines: { requestToSend: true }, holdMs: 0 },
  ],
};

/** The chip is in its loader already, or a person brings it there. EN may still be wired to RTS. */
export const BY_HAND: ResetStrategy = { name: 'none', intoLoader: [], intoFlash: CLASSIC.intoFlash };

/**
 * The last step only lets GPIO0 go: a server that resets by itself takes a second "RTS off" for the wish to leave the
 * loader again (esptool, esp_rfc2217_server).
 */
function viaTransistors(name: string, sampleMs: number): ResetStrategy {
  return {
    name,
    intoLoader: [
      { lines: EN_LOW, holdMs: RESET_MS },
      { lines: GPIO0_LOW, holdMs: sampleMs },
      { lines: { dataTerminalReady: false }, holdMs: 0 },
    ],
    intoFlash: [
      { lines: EN_LOW, holdMs: RESET_MS },
      { lines: { requestToSend: false }, holdMs: 0 },
    ],
  };
}

/** Takes `steps` on the lines of an open `link`; ended by `signal`, it still leaves the lines as the last step does. */
export async function takeSteps(link: Link, steps: Step[], signal?: AbortSignal): Promise<void> {
  try {
    for (const { lines, holdMs } of steps) {
      await link.setSignals(lines);
      if (holdMs > 0) await pause(holdMs, undefined, { signal });
    }
  } catch (error) {
    const idle: Partial<LinkSignals> = Object.assign({}, ...steps.map(({ lines }) => lines));
    await link.setSignals(idle);
    throw error;
  }
}

/** A real reset with GPIO0 high: the chip boots its flash. Without `strategy` as most boards are wired. */
export function resetIntoFlash(link: Link, strategy: ResetStrategy = CLASSIC, signal?: AbortSignal): Promise<void> {
  return takeSteps(link, strategy.intoFlash, signal);
}
