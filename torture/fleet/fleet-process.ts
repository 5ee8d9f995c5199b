import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FAULTS } from '../../simulator/fleet/faults';
import { sourceAddresses } from '../../simulator/fleet/source-address';
import { CompiledScripts } from '../../simulator/language/chip-source';
import { THIS_MACHINE } from '../../simulator/network/air';
import { soundLink } from '../../simulator/network/link';
import { carryOut } from '../carry-out';
import { CountedDevice } from './counted-device';
import type { DeviceFault, FleetOptions, FleetOrders } from './orders';

// The process in which the devices live, and nothing else: what they cost is nobody's figure.
const FIRMWARE = join(__dirname, '../../firmware');

const devices: CountedDevice[] = [];

carryOut<FleetOrders>({
  start: async (options) => {
    devices.push(...(await build(options)));
    await powerOn(options.intervalMs);
  },
  fault: (name, index) => {
    const device = devices[index];
    if (device === undefined) throw new Error(`there is no device ${index}, only 0 to ${devices.length - 1}`);
    if (device.isOn || name === 'power-on') ACTS[name](device);
  },
  taken: () => new Map(devices.map((device) => [device.id, device.taken])),
});

const ACTS: Record<DeviceFault, (device: CountedDevice) => void> = {
  ...FAULTS,
  'power-on': (device) => device.powerOn(),
  'power-off': (device) => device.powerOff(),
};

async function build({ devices, intervalMs, host, port, connection, key }: FleetOptions): Promise<CountedDevice[]> {
  const script = readFileSync(join(FIRMWARE, key === undefined ? 'firmware.js' : 'firmware-signed.js'), 'latin1');
  const sourceAddress = await sourceAddresses(host);
  const scripts = new CompiledScripts();
  const flashedAt = Math.floor(Date.now() / 1000);
  const settings = { server: { port }, intervalMs, connection, flashedAt, ...(key === undefined ? {} : { key }) };
  // whoever joins after the first beat lets the program rest for 2 s
  const air = { visitors: [{ ...THIS_MACHINE, joinsAfterMs: 0, leaseAfterMs: 0, host }] };
  return Array.from({ length: devices }, (_, index) => {
    const link = soundLink(undefined, sourceAddress(index));
    return new CountedDevice(index, settings, { script, scripts, air, link, print: (line) => print(index, line) });
  });
}

/** Spread over one interval, so that their beats do not fall together. */
async function powerOn(intervalMs: number): Promise<void> {
  const startedAtMs = performance.now();
  for (const [index, device] of devices.entries()) {
    device.powerOn();
    const nextAtMs = startedAtMs + ((index + 1) * intervalMs) / devices.length;
    // a boot takes a millisecond, and those that run already must have their turn
    await setTimeout(Math.max(1, nextAtMs - performance.now()));
  }
}

/** A program that fails must not do so unseen. */
function print(index: number, line: string): void {
  if (line.startsWith('Uncaught')) console.error(`device ${index}: ${line}`);
}
