import type { FlashRequest, ProgramSource, RequestName } from '../flash-request';
import { REQUEST_NAMES } from '../flash-request';
import { parseChipSettings } from './chip-setting';
import type { Given } from './given';
import { parseImage } from './image-setting';
import { Inputs } from './inputs';
import { parsePort } from './port-setting';
import { parseProgram } from './program-setting';

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
  const port = parsePort(inputs.get('port'), request);
  return {
    request,
    port,
    baud: parseBaud(inputs.get('baud')),
    erase: inputs.get('erase').flag() ?? false,
    image: NEEDS_IMAGE.includes(request) ? parseImage(inputs, request) : { kind: 'release' },
    program,
    settings: isFirmware ? parseChipSettings(inputs, port) : {},
    cacheFolder: surroundings.cacheFolder,
  };
}

function parseBaud(given: Given): number {
  const baud = given.wholeNumber({ least: 1, most: BAUD_RATES.at(-1) ?? 0 }) ?? DEFAULT_BAUD;
  if (BAUD_RATES.includes(baud)) return baud;
  throw given.refusal(`one of ${BAUD_RATES.join(', ')}`);
}
