import type { ChipSettings } from '../../protocol/chip-settings';
import { DEFAULT_INTERVAL_MS, DEFAULT_PORT } from '../../protocol/packet';
import { FAULT_NAMES, type FaultName } from './faults';
import { HOSTILE_NAMES, type HostileName } from './hostile-clients';
import { ArgumentError, OptionValues } from './option-values';
import { KEY_VARIABLE, sharedKey } from './shared-key';

/** What the command line asks for. */
export interface Simulation {
  devices: number;
  host: string;
  port: number;
  intervalMs: number;
  wire: 'report' | 'plain';
  connection: 'per-packet' | 'keep-open';
  mode: 'ap' | 'station';
  reading: string | undefined;
  /** The key to sign with; undefined: nothing is signed. */
  key: string | undefined;
  /** The id of device `index`, from 0; undefined leaves it to the firmware. */
  idOf: (index: number) => string | undefined;
  isVerbose: boolean;
  /** Undefined: until Ctrl-C. */
  durationMs: number | undefined;
  splitsBytes: boolean;
  /** For each fault asked for: every how many ms a device meets it. */
  faults: Partial<Record<FaultName, number>>;
  hostile: HostileName[];
}

const TEXTS = ['host', 'wire', 'connection', 'mode', 'reading', 'id', 'id-prefix', 'key', 'key-file'];
const NUMBERS = ['devices', 'port', 'interval', 'duration', ...FAULT_NAMES];
const FLAGS = ['verbose', 'help', 'split-bytes', ...HOSTILE_NAMES];

/** The simulation that `argv` asks for, or undefined when it asks for help. Throws ArgumentError. */
export function parseArguments(argv: string[], environment: NodeJS.ProcessEnv = {}): Simulation | undefined {
  const values = OptionValues.read(argv, { valued: [...TEXTS, ...NUMBERS], flags: FLAGS });
  if (values.flag('help')) return undefined;
  const key = keyFrom(values, environment);
  const devices = values.wholeNumber('devices', { least: 1, most: 10_000, usual: 1 });
  return {
    devices,
    host: values.text('host') ?? '127.0.0.1',
    port: values.wholeNumber('port', { least: 1, most: 65_535, usual: DEFAULT_PORT }),
    intervalMs: values.wholeNumber('interval', { least: 10, most: 3_600_000, usual: DEFAULT_INTERVAL_MS }),
    wire: values.oneOf('wire', ['report', 'plain']),
    connection: values.oneOf('connection', ['per-packet', 'keep-open']),
    mode: values.oneOf('mode', ['ap', 'station']),
    reading: values.text('reading'),
    key,
    idOf: values.ids(devices),
    isVerbose: values.flag('verbose'),
    durationMs: values.seconds('duration'),
    splitsBytes: values.flag('split-bytes'),
    faults: Object.fromEntries(FAULT_NAMES.map((name) => [name, values.seconds(name)])),
    hostile: HOSTILE_NAMES.filter((name) => values.flag(name)),
  };
}

function keyFrom(values: OptionValues, environment: NodeJS.ProcessEnv): string | undefined {
  const instead = `put it into a file for --key-file, or into the environment variable ${KEY_VARIABLE}`;
  if (values.text('key') !== undefined)
    throw new ArgumentError(`--key would show the key to everybody on this machine; ${instead}`);
  const key = sharedKey(values.text('key-file'), environment);
  if (key === undefined || values.oneOf('wire', ['report', 'plain']) === 'report') return key;
  throw new ArgumentError('--wire plain cannot be signed; leave it out, or give no key');
}

/** The settings of device `index` in `simulation`; `flashedAt` is the Unix time in seconds. */
export function settingsOf(simulation: Simulation, index: number, flashedAt: number): ChipSettings {
  const { host, port, intervalMs, wire, connection, mode, reading, key } = simulation;
  const id = simulation.idOf(index);
  return {
    ...(mode === 'station' ? { wifi: { mode, ssid: STATION_SSID } } : {}),
    server: mode === 'station' ? { host, port } : { port },
    intervalMs,
    wire,
    connection,
    flashedAt,
    ...(reading === undefined ? {} : { reading }),
    ...(key === undefined ? {} : { key }),
    ...(id === undefined ? {} : { id }),
  };
}

/** The network that chips in station mode join. */
export const STATION_SSID = 'simulated';
