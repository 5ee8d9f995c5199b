import type { ChipSettings } from '../../protocol/chip-settings';
import { parseChipSettings } from './request/chip-setting';
import type { Given } from './request/given';
import { parseImage } from './request/image-setting';
import { Inputs } from './request/inputs';
import { parsePort } from './request/port-setting';
import { parseProgram } from './request/program-setting';

/** What a person may ask for. `rescue` removes the stored program without touching Espruino and the other files. */
export const REQUEST_NAMES = ['install', 'program', 'image', 'identify', 'erase', 'rescue'] as const;

export type RequestName = (typeof REQUEST_NAMES)[number];

/** Everything that a job needs, checked. It travels to the job's process as JSON. */
export interface FlashRequest {
  request: RequestName;
  /** A path, `rfc2217://host:port`, `tcp://host:port` or `''` for the only board there is; the simulated board is resolved before. */
  port: string;
  /** Highest baud rate to write with. */
  baud: number;
  /** Erase the whole flash before writing. */
  erase: boolean;
  image: ImageSource;
  program: ProgramSource;
  settings: ChipSettings;
  /** Folder for images that were fetched. */
  cacheFolder: string;
}

/** Where an Espruino image comes from (`install`), or the files of a person's own (`image`). */
export type ImageSource =
  /** The official release that fits the chip; `version` as `2v29`, absent: the recommended one. */
  | { kind: 'release'; version?: string }
  | { kind: 'file'; path: string }
  | { kind: 'url'; url: string; sha256: string }
  | { kind: 'parts'; parts: ImagePart[] };

/** A file and the flash address (bytes) at which it goes; instead of a path its bytes in base64. */
export interface ImagePart {
  offset: number;
  path?: string;
  base64?: string;
}

/** The built firmware with its settings, or a person's own JavaScript, as text or in a file. */
export type ProgramSource = { kind: 'firmware' } | { kind: 'script'; code: string } | { kind: 'file'; path: string };

const NEEDS_IMAGE: RequestName[] = ['install', 'image'];
const NEEDS_PROGRAM: RequestName[] = ['install', 'program'];
/** What adapters and the chip can do; above 921600 few can. */
const BAUD_RATES = [9600, 19200, 38400, 57600, 74880, 115200, 230400, 460800, 921600, 1500000, 2000000];
const DEFAULT_BAUD = 460800;

/**
 * The request that a message (`msg.esp8266`) and the node's properties make, the password among them; a value of the message
 * comes before that of the node. This is the only place that doubts what a person gave: every value is checked, and of what the request does
 * not need nothing is looked at. Throws FlashError `bad-request` with `problem`: which setting, what was
 * expected, what came, what to do. A password is in no error text.
 */
export function parseFlashRequest(
  message: { esp8266?: unknown },
  settings: Record<string, unknown>,
  surroundings: { cacheFolder: string },
): FlashRequest {
  const inputs = new Inputs(message.esp8266, settings);
  const request = inputs.get('request').choice(REQUEST_NAMES) ?? 'install';
  const program: ProgramSource = NEEDS_PROGRAM.includes(request) ? parseProgram(inputs) : { kind: 'firmware' };
  const isFirmware = NEEDS_PROGRAM.includes(request) && program.kind === 'firmware';
  return {
    request,
    port: parsePort(inputs.get('port'), request),
    baud: parseBaud(inputs.get('baud')),
    erase: inputs.get('erase').flag() ?? false,
    image: NEEDS_IMAGE.includes(request) ? parseImage(inputs, request) : { kind: 'release' },
    program,
    settings: isFirmware ? parseChipSettings(inputs) : {},
    cacheFolder: surroundings.cacheFolder,
  };
}

function parseBaud(given: Given): number {
  const baud = given.wholeNumber({ least: 1, most: BAUD_RATES.at(-1) ?? 0 }) ?? DEFAULT_BAUD;
  if (BAUD_RATES.includes(baud)) return baud;
  throw given.refusal(`one of ${BAUD_RATES.join(', ')}`);
}
