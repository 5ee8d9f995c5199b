import { FlashError } from '../flash-error';
import { type Build, buildFor, COMBINED_BYTES } from './layout';

/** Where Espruino's maker has them. */
export const RELEASES_URL = 'https://www.espruino.com/binaries/';

/** An official image with everything in one file. */
export interface Release {
  version: string;
  build: Build;
  file: string;
  /** Null: not known yet; then structure and the checksums inside the image are what is checked. */
  sha256: string | null;
}

/**
 * The releases that are offered, the recommended one of each build first. The 4 MB build takes code in acknowledged packets
 * from 2v25 on. Of the 512 KB build there is only one: see SMALL_BUILD_FAULT.
 */
export const RELEASES: Release[] = [
  { version: '2v29', build: '4mb', file: 'espruino_2v29_esp8266_4mb_combined_4096.bin', sha256: null },
  { version: '2v28', build: '4mb', file: 'espruino_2v28_esp8266_4mb_combined_4096.bin', sha256: null },
  { version: '2v27', build: '4mb', file: 'espruino_2v27_esp8266_4mb_combined_4096.bin', sha256: null },
  { version: '2v26', build: '4mb', file: 'espruino_2v26_esp8266_4mb_combined_4096.bin', sha256: null },
  { version: '2v25', build: '4mb', file: 'espruino_2v25_esp8266_4mb_combined_4096.bin', sha256: null },
  { version: '2v17', build: '4mb', file: 'espruino_2v17_esp8266_4mb_combined_4096.bin', sha256: null },
  { version: '2v17', build: '512kb', file: 'espruino_2v17_esp8266_combined_512.bin', sha256: null },
];

/** Source: github.com/espruino/Espruino issues 2687 and 2707 (bytes read from flash at odd addresses). */
export const SMALL_BUILD_FAULT = {
  build: '512kb' as Build,
  from: '2v18',
  to: '2v29',
  says: '2v18 to 2v29 of the build for less than 4 MB of flash restart as soon as code is sent to them',
};

/** Whether an image, of whatever origin, is known to be of no use. A `version` is `2v29`, or `2v29.12` between releases. */
export function hasKnownFault(build: Build, version: string | undefined): boolean {
  const { from, to } = SMALL_BUILD_FAULT;
  return build === SMALL_BUILD_FAULT.build && version !== undefined && version >= from && version <= to;
}

/**
 * The release for a flash of so many bytes: the recommended one, or `version`. Throws FlashError `image-not-found` that names
 * those there are.
 */
export function releaseFor(flashBytes: number, version?: string): Release {
  const build = buildFor(flashBytes);
  const fitting = RELEASES.filter((release) => release.build === build);
  const release = version === undefined ? fitting[0] : fitting.find((one) => one.version === version);
  if (release) return release;
  const why = hasKnownFault(build, version) ? ` (${SMALL_BUILD_FAULT.says})` : '';
  const versions = fitting.map((one) => one.version).join(', ');
  const detail = `for ${flashBytes / 1024} KB of flash there is ${versions}, not ${version}${why}`;
  throw new FlashError('image-not-found', { detail });
}

/** What the image of a release must have, in bytes. */
export function bytesOf({ build }: Release): number {
  return COMBINED_BYTES[build];
}
