import type { SimulatedDevice } from '../simulated-device';

/** A fault that a device meets on request. */
export type FaultName = 'power-cycle' | 'wifi-loss' | 'swallow-answers';

const OUT_OF_REACH_MS = 3000;
/** Longer than the chip waits for an answer (5 s). */
const WITHOUT_ANSWERS_MS = 6000;

/** What each comes to. */
export const FAULTS: Record<FaultName, (device: SimulatedDevice) => void> = {
  'power-cycle': (device) => device.powerCycle(),
  'wifi-loss': (device) => device.wifiLoss(OUT_OF_REACH_MS),
  'swallow-answers': (device) => device.swallowAnswers(WITHOUT_ANSWERS_MS),
};

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/**
 * Visits the devices in turn with the fault `name`, so that each meets one every `everyMs`. `onFault` is told of each.
 * Gives what ends it.
 */
export function startFault(
  name: FaultName,
  everyMs: number,
  { devices, onFault }: { devices: SimulatedDevice[]; onFault: () => void },
): () => void {
  let next = 0;
  const timer = setInterval(() => {
    const device = devices[next % devices.length];
    next += 1;
    if (!device?.isOn) return;
    FAULTS[name](device);
    onFault();
  }, everyMs / devices.length);
  return () => clearInterval(timer);
}
