import type { EspruinoEnvironment } from '../chip/espruino-environment';
import { FlashError } from '../flash-error';
import type { ImageSource } from '../flash-request';
import type { Build } from '../image/layout';
import { hasKnownFault, SMALL_BUILD_FAULT } from '../image/releases';

const BUILDS: Record<string, Build> = { ESP8266_4MB: '4mb', ESP8266_BOARD: '512kb' };
/** The oldest that the firmware is written for. */
const OLDEST_THAT_RUNS = '2v17';
/** From 2v25 on the 4 MB build takes a program in packets that it acknowledges; of the other build 2v17 is the one that works. */
const OLDEST: Record<Build, string> = { '4mb': '2v25', '512kb': '2v17' };

/**
 * Whether the Espruino that answers will do, so that none has to be written. It never does where a person named a version
 * that is another one, or an image of their own: that is the one they want.
 */
export function suffices({ version, board }: EspruinoEnvironment, source: ImageSource): boolean {
  const build = BUILDS[board];
  if (build === undefined || source.kind !== 'release') return false;
  if (source.version !== undefined) return source.version === version;
  return version >= OLDEST[build] && !hasKnownFault(build, version);
}

/** Throws FlashError `espruino-too-old` when the Espruino that answers cannot take a program, or not run the firmware. */
export function checkRuns({ version, board }: EspruinoEnvironment): void {
  const build = BUILDS[board];
  if (build !== undefined && hasKnownFault(build, version)) throw tooOld(`${version}; ${SMALL_BUILD_FAULT.says}`);
  if (version < OLDEST_THAT_RUNS) throw tooOld(`${version}, it must be ${OLDEST_THAT_RUNS} or newer`);
}

function tooOld(detail: string): FlashError {
  return new FlashError('espruino-too-old', { detail });
}
