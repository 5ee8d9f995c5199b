import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { ChipSettings } from '../protocol/chip-settings';
import { type Air, THIS_MACHINE } from '../simulator/network/air';
import type { DeviceOptions } from '../simulator/simulated-device';
import type { FirmwareServer, Packet } from './firmware-server';
import { type ChipConsole, runOnChip } from './simulator-console';

/** The script as the build made it. */
export const FIRMWARE = readFileSync('dist/firmware/firmware.js', 'latin1');

/** The one that signs. */
export const SIGNED_FIRMWARE = readFileSync('dist/firmware/firmware-signed.js', 'latin1');

/** This machine joins the chip's access point at once. */
export const JOINED: Air = { visitors: [{ ...THIS_MACHINE, joinsAfterMs: 0, leaseAfterMs: 0 }], networks: [] };

/** A simulated chip with the built firmware, a reading every 30 ms, and `extra` code behind it, beside `server`. */
export function startChip(
  t: TestContext,
  server: FirmwareServer,
  settings: ChipSettings = {},
  options: DeviceOptions = {},
  extra = '',
): ChipConsole {
  return runOnChip(t, (settings.key === undefined ? FIRMWARE : SIGNED_FIRMWARE) + extra, {
    air: JOINED,
    settings: { intervalMs: 30, ...settings, server: { port: server.port, ...settings.server } },
    ...options,
  });
}

/** Whether `readings` readings or more have come in reports. */
export function has(readings: number): (packets: Packet[]) => boolean {
  return (packets) => packets.reduce((sum, { report }) => sum + (report?.readings.length ?? 0), 0) >= readings;
}

/** The numbers that were received, each once: at least once is what the wire promises. */
export function distinct(server: FirmwareServer): number[] {
  return [...new Set(server.numbers)];
}

/** 0, 1, 2 … below `end`. */
export function countTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}
