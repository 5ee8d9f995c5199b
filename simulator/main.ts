#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BlankChipOptions, parseBlankArguments } from './blank/arguments';
import { BlankChip } from './blank/blank-chip';
import { parseArguments, type Simulation } from './fleet/arguments';
import { counted } from './fleet/counted';
import { Fleet } from './fleet/fleet';
import { ArgumentError } from './fleet/option-values';
import { HELP } from './help';

const FIRMWARE = join(__dirname, '..', 'firmware', 'firmware.js');
const SIGNED_FIRMWARE = join(__dirname, '..', 'firmware', 'firmware-signed.js');
const BAD_USAGE = 2;

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof ArgumentError ? BAD_USAGE : 1;
  if (process.connected) process.disconnect();
});

async function main(argv: string[]): Promise<void> {
  if (argv.includes('--blank')) await asked(parseBlankArguments(argv), startBlankChip);
  else await asked(parseArguments(argv, process.env), simulate);
}

async function asked<T>(options: T | undefined, start: (options: T) => Promise<void>): Promise<void> {
  if (options === undefined) console.log(HELP);
  else await start(options);
}

async function simulate(simulation: Simulation): Promise<void> {
  const { devices, host, port, durationMs, key } = simulation;
  const firmware = readFirmware(key === undefined ? FIRMWARE : SIGNED_FIRMWARE);
  const fleet = new Fleet(simulation, firmware, (line) => console.log(line));
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

/** A parent that started this with a channel is told where the chip is; the chip ends with the channel. */
async function startBlankChip(options: BlankChipOptions): Promise<void> {
  const chip = await BlankChip.start(options, options.isVerbose ? (line) => console.log(line) : () => {});
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  const { serialPort, images, image } = chip;
  console.log(`serial port: ${serialPort}`);
  console.log(`images: ${images}`);
  console.log(`image: ${image.url} SHA-256 ${image.sha256}`);
  process.send?.({ serialPort, images });

  async function stop(): Promise<void> {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM').removeAllListeners('disconnect');
    await chip.stop();
    if (process.connected) process.disconnect();
  }
}

function readFirmware(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the built firmware is missing at ${file}; run "npm run build"`, { cause: error });
  }
}
