import { parseArgs } from 'node:util';
import type { ChipSettings } from '../protocol/chip-settings';
import { DEFAULT_INTERVAL_MS, DEFAULT_PORT } from '../protocol/packet';
import { FAULT_NAMES, type FaultName } from './faults';
import { HOSTILE_NAMES, type HostileName } from './hostile-clients';

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

/** The command line cannot be followed; the message says what was expected, what came, and what to do. */
export class ArgumentError extends Error {}

/** What `--help` prints. */
export const HELP = `Usage: esp8266-simulator [options]

Pretends ESP8266 chips that run the built firmware and send their readings over TCP.

  --devices <n>         how many chips, 1 to 10000 (1)
  --host <address>      the machine with the server (127.0.0.1)
  --port <n>            its port, 1 to 65535 (${DEFAULT_PORT})
  --interval <ms>       time between two readings, 10 to 3600000 (${DEFAULT_INTERVAL_MS})
  --wire <kind>         report or plain (report)
  --connection <kind>   per-packet or keep-open (per-packet)
  --mode <kind>         ap: the server's machine joins the chip; station: the chip joins a network (ap)
  --reading <expr>      what is read, such as "analogRead(A0)" (the counter)
  --id <text>           the id of the one chip
  --id-prefix <text>    ids: the prefix and the number of the chip, from 1
  --duration <s>        stop after so many seconds (until Ctrl-C)
  --verbose             print the chips' consoles
  --help                print this

Faults on request; each chip in turn meets one every so many seconds:
  --power-cycle <s>     off and on again: memory is lost, the flash stays
  --wifi-loss <s>       out of reach for 3 s
  --swallow-answers <s> for 6 s nothing that the server answers arrives

  --split-bytes         every byte of a chip travels in a packet of its own

One more client beside the chips:
  --garbage             sends random bytes
  --flood               sends lines as fast as it can
  --silent-client       sends half a line and then nothing`;

const TEXTS = ['host', 'wire', 'connection', 'mode', 'reading', 'id', 'id-prefix'];
const NUMBERS = ['devices', 'port', 'interval', 'duration', ...FAULT_NAMES];
const FLAGS = ['verbose', 'help', 'split-bytes', ...HOSTILE_NAMES];

/** The simulation that `argv` asks for, or undefined when it asks for help. Throws ArgumentError. */
export function parseArguments(argv: string[]): Simulation | undefined {
  const values = new Values(rawValues(argv));
  if (values.flag('help')) return undefined;
  const devices = values.wholeNumber('devices', 1, 10_000) ?? 1;
  return {
    devices,
    host: values.text('host') ?? '127.0.0.1',
    port: values.wholeNumber('port', 1, 65_535) ?? DEFAULT_PORT,
    intervalMs: values.wholeNumber('interval', 10, 3_600_000) ?? DEFAULT_INTERVAL_MS,
    wire: values.oneOf('wire', ['report', 'plain']),
    connection: values.oneOf('connection', ['per-packet', 'keep-open']),
    mode: values.oneOf('mode', ['ap', 'station']),
    reading: values.text('reading'),
    idOf: values.ids(devices),
    isVerbose: values.flag('verbose'),
    durationMs: values.seconds('duration'),
    splitsBytes: values.flag('split-bytes'),
    faults: Object.fromEntries(FAULT_NAMES.map((name) => [name, values.seconds(name)])),
    hostile: HOSTILE_NAMES.filter((name) => values.flag(name)),
  };
}

/** The settings of device `index` in `simulation`; `flashedAt` is the Unix time in seconds. */
export function settingsOf(simulation: Simulation, index: number, flashedAt: number): ChipSettings {
  const { host, port, intervalMs, wire, connection, mode, reading } = simulation;
  const id = simulation.idOf(index);
  return {
    ...(mode === 'station' ? { wifi: { mode, ssid: STATION_SSID } } : {}),
    server: mode === 'station' ? { host, port } : { port },
    intervalMs,
    wire,
    connection,
    flashedAt,
    ...(reading === undefined ? {} : { reading }),
    ...(id === undefined ? {} : { id }),
  };
}

/** The network that chips in station mode join. */
export const STATION_SSID = 'simulated';

type RawValues = Record<string, string | boolean | undefined>;

function rawValues(argv: string[]): RawValues {
  const valued = [...TEXTS, ...NUMBERS].map((name) => [name, { type: 'string' }] as const);
  const flags = FLAGS.map((name) => [name, { type: 'boolean' }] as const);
  try {
    return parseArgs({ args: argv, options: Object.fromEntries([...valued, ...flags]) }).values as RawValues;
  } catch (error) {
    throw new ArgumentError(`${(error as Error).message}; see --help for the options`);
  }
}

/** The options as they came, read as what they must be. */
class Values {
  constructor(private readonly raw: RawValues) {}

  flag(name: string): boolean {
    return this.raw[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.raw[name];
    if (value === '') throw this.bad(name, 'a text', 'leave the option out for its default');
    return value as string | undefined;
  }

  wholeNumber(name: string, least: number, most: number): number | undefined {
    const text = this.raw[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.bad(name, `a whole number from ${least} to ${most}`, `try --${name} ${least}`);
  }

  /** Seconds on the command line, milliseconds inside. */
  seconds(name: string): number | undefined {
    const text = this.raw[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text !== '' && value > 0 && value <= 86_400) return value * 1000;
    throw this.bad(name, 'seconds, above 0 and up to 86400', `try --${name} 10`);
  }

  /** The first choice is the default. */
  oneOf<T extends string>(name: string, choices: [T, ...T[]]): T {
    const value = this.raw[name] ?? choices[0];
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return choice;
    throw this.bad(name, choices.join(' or '), `try --${name} ${choices[0]}`);
  }

  ids(devices: number): (index: number) => string | undefined {
    const id = this.id('id', 64);
    const prefix = this.id('id-prefix', 64 - String(devices).length);
    if (id !== undefined && devices > 1) throw this.bad('id', `--devices 1`, 'use --id-prefix for several chips');
    if (prefix !== undefined) return (index) => `${prefix}${index + 1}`;
    return () => id;
  }

  private id(name: string, most: number): string | undefined {
    const id = this.text(name);
    if (id === undefined || (/^[\w.-]+$/.test(id) && id.length <= most)) return id;
    throw this.bad(name, `1 to ${most} of A-Z a-z 0-9 . _ -`, `try --${name} kitchen`);
  }

  private bad(name: string, expected: string, advice: string): ArgumentError {
    return new ArgumentError(`--${name} expects ${expected}, got "${this.raw[name]}"; ${advice}`);
  }
}
