import { OptionValues } from '../simulator/fleet/option-values';
import type { Planted } from './planted';
import type { RoomOptions } from './room';

/** What the programs that let devices stream can be told. */
export interface StreamOptions extends RoomOptions {
  minutes: number;
  seed: number;
  /** Node-RED is killed every so many minutes; 0: never. */
  killEvery: number;
}

const VALUED = ['minutes', 'devices', 'interval', 'seed', 'kill-every', 'connection', 'without'];
const MINUTE_MS = 60_000;

/** The options in `argv`, or the usual ones of the program. Throws ArgumentError. */
export function parseOptions(
  argv: string[],
  usual: { minutes: number; devices: number; killEvery: number },
): StreamOptions {
  const values = OptionValues.read(argv, { valued: VALUED, flags: [] });
  return {
    minutes: values.wholeNumber('minutes', { least: 1, most: 10_000, usual: usual.minutes }),
    devices: values.wholeNumber('devices', { least: 1, most: 10_000, usual: usual.devices }),
    intervalMs: values.wholeNumber('interval', { least: 10, most: MINUTE_MS, usual: 1000 }),
    seed: values.wholeNumber('seed', { least: 0, most: 2 ** 31, usual: Date.now() % 2 ** 31 }),
    killEvery: values.wholeNumber('kill-every', { least: 0, most: 1000, usual: usual.killEvery }),
    connection: values.oneOf('connection', ['per-packet', 'keep-open']),
    without: values.text('without') === undefined ? undefined : values.oneOf<Planted>('without', PLANTED),
  };
}

const PLANTED: [Planted, ...Planted[]] = ['deduplication', 'persistence', 'confirmation'];
