import { basename } from 'node:path';
import type { FlashPart } from '../chip/flash-part';
import type { ImageSource } from '../flash-request';
import { type EspruinoFiles, espruinoFilesIn, isRfData } from './espruino-files';
import { type FetchOptions, fetchImage } from './fetched-image';
import { flashHeader } from './flash-header';
import { ImageCache } from './image-cache';
import { MOST_FILE_BYTES, readImageFile } from './image-file';
import { BOOT_ADDRESS, buildFor, layoutOf, USER1_ADDRESS } from './layout';
import { loadOwnFiles, type OwnFiles } from './own-files';
import { bytesOf, RELEASES_URL, releaseFor, SMALL_BUILD_FAULT } from './releases';

/** An Espruino that fits the chip, or files of a person's own. */
export type LoadedImage = EspruinoImage | OwnFiles;

export interface EspruinoImage extends EspruinoFiles {
  kind: 'espruino';
}

export interface LoadOptions {
  flashBytes: number;
  /** Where images that were fetched are kept. */
  cacheFolder: string;
  onBytes?: (bytes: number, totalBytes?: number) => void;
  signal?: AbortSignal;
  /** How long a server may be silent; half a minute unless given. */
  silenceMs?: number;
  /** Another place that has the official files; what comes from there is not kept. */
  releasesUrl?: string;
  /** Takes what is told of the image, line by line. */
  log?: (line: string) => void;
}

/**
 * What is to be written, loaded and checked before the chip sees a byte of it. Throws FlashError: `image-…` or `cancelled`.
 */
export async function loadImage(source: ImageSource, options: LoadOptions): Promise<LoadedImage> {
  if (source.kind === 'parts') return loadOwnFiles(source.parts, options.flashBytes);
  const image: EspruinoImage = { kind: 'espruino', ...(await loadEspruino(source, options)) };
  options.log?.(`Espruino ${image.version ?? '(version unknown)'}, ${image.build} build, under the MPL-2.0`);
  return image;
}

async function loadEspruino(
  source: Exclude<ImageSource, { kind: 'parts' }>,
  options: LoadOptions,
): Promise<EspruinoFiles> {
  const parseAs = (name: string) => (bytes: Buffer) => espruinoFilesIn(bytes, name, options.flashBytes);
  if (source.kind === 'file') return parseAs(basename(source.path))(await readImageFile(source.path));
  const wanted = source.kind === 'url' ? fromUrl(source, options) : fromRelease(source.version, options);
  return fetchImage({ log: () => {}, ...options, ...wanted }, parseAs(wanted.name));
}

type Wanted = Pick<FetchOptions, 'name' | 'url' | 'sha256' | 'bytes' | 'mostBytes' | 'cache'>;

/** Kept under its checksum: two addresses may end alike. */
function fromUrl({ url, sha256 }: { url: string; sha256: string }, { cacheFolder }: LoadOptions): Wanted {
  const at = new URL(url);
  const name = basename(at.pathname).replace(/[^\w.-]/g, '_') || 'image';
  return { name, url: at, sha256, mostBytes: MOST_FILE_BYTES, cache: new ImageCache(cacheFolder) };
}

function fromRelease(version: string | undefined, options: LoadOptions): Wanted {
  const { flashBytes, releasesUrl, cacheFolder, log } = options;
  const release = releaseFor(flashBytes, version);
  if (release.build === SMALL_BUILD_FAULT.build)
    log?.(`${flashBytes / 1024} KB of flash: ${release.version}, for ${SMALL_BUILD_FAULT.says}`);
  const bytes = bytesOf(release);
  return {
    name: release.file,
    url: new URL(release.file, releasesUrl ?? RELEASES_URL),
    bytes,
    mostBytes: bytes,
    ...(releasesUrl === undefined ? { cache: new ImageCache(cacheFolder) } : {}),
    ...(release.sha256 === null ? {} : { sha256: release.sha256 }),
  };
}

/** How the parts are to lie in the flash. */
export interface WriteOptions {
  flashBytes: number;
  /** How the chip reads its flash: `dio` on nearly all boards, `dout` where that does not boot. */
  mode: 'dio' | 'dout';
  /** What is at `rfDataAddress` now; undefined: not known. */
  currentRfData: Buffer | undefined;
  /** The flash is erased before. */
  isErased: boolean;
}

/** Where a flash of so many bytes has its RF data, which a job reads before it writes. */
export function rfDataAddress(flashBytes: number): number {
  return layoutOf(buildFor(flashBytes), flashBytes).rfDataAddress;
}

/**
 * The parts with their addresses, in the order of these; their bytes are final. Saved files and the saved Wi-Fi lie
 * elsewhere and stay. RF data that is valid stays too, for it was measured on this very module.
 */
export function partsToWrite(image: LoadedImage, options: WriteOptions): FlashPart[] {
  if (image.kind === 'own') return image.parts;
  const layout = layoutOf(image.build, options.flashBytes);
  const { currentRfData, isErased } = options;
  const keepsRfData = !isErased && currentRfData !== undefined && isRfData(currentRfData);
  const boot = Buffer.concat([flashHeader(image.boot, layout, options.mode), image.boot.subarray(4)]);
  return [
    { address: BOOT_ADDRESS, bytes: boot },
    { address: USER1_ADDRESS, bytes: image.user1 },
    ...(keepsRfData ? [] : [{ address: layout.rfDataAddress, bytes: image.rfData }, blankAt(layout.blankAddress)]),
  ];
}

function blankAt(address: number): FlashPart {
  return { address, bytes: Buffer.alloc(4096, 0xff) };
}
