#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP, parseArguments, type Simulation } from './fleet/arguments';
import { counted } from './fleet/counted';
import { Fleet } from './fleet/fleet';
import { ArgumentError } from './fleet/option-values';

const FIRMWARE = join(__dirname, '..', 'firmware', 'firmware.js');
const BAD_USAGE = 2;

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof ArgumentError ? BAD_USAGE : 1;
});

async function main(): Promise<void> {
  const simulation = parseArguments(process.argv.slice(2));
  if (!simulation) console.log(HELP);
  else await simulate(simulation);
}

async function simulate(simulation: Simulation): Promise<void> {
  const { devices, host, port, durationMs } = simulation;
  const fleet = new Fleet(simulation, readFirmware(), (line) => console.log(line));
  console.log(`${counted(devices, 'simulated device')} for ${host}:${port}; Ctrl-C ends`);
  await fleet.start();
  const timer = durationMs === undefined ? undefined : setTimeout(stop, durationMs);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  function stop(): void {
    clearTimeout(timer);
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    fleet.stop();
  }
}

function readFirmware(): string {
  try {
    return readFileSync(FIRMWARE, 'utf8');
  } catch (error) {
    throw new Error(`the built firmware is missing at ${FIRMWARE}; run "npm run build"`, { cause: error });
  }
}
