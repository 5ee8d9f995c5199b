import { FlashError } from '../flash-error';
import { type DownloadOptions, download } from './download';
import { type ImageCache, sha256Of } from './image-cache';

/** An image that comes over the network. */
export interface FetchOptions extends DownloadOptions {
  /** Under which it is kept, and what a person is told of it. */
  name: string;
  url: URL;
  /** In lower-case hex, where it is known. */
  sha256?: string;
  /** Exactly so many, where that is known. */
  bytes?: number;
  /** Absent: fetched anew each time. */
  cache?: ImageCache;
  log: (line: string) => void;
}

/**
 * The image at `url`, or as it was kept when it was fetched before; `parse` makes of the bytes what is wanted, and throws for
 * bytes that are no image: those are not kept. Throws what `download` throws, and FlashError `image-checksum`, `image-bad`.
 */
export async function fetchImage<T>(options: FetchOptions, parse: (bytes: Buffer) => T): Promise<T> {
  const { name, sha256, cache, log } = options;
  const kept = await cache?.find(name, sha256);
  if (kept) {
    log(`${name} was fetched before; SHA-256 ${sha256Of(kept)}`);
    return parse(kept);
  }
  log(`fetching ${options.url.origin}${options.url.pathname}`);
  const bytes = await download(options.url, options);
  check(bytes, options);
  const image = parse(bytes);
  log(`fetched ${name}: ${bytes.length} bytes, SHA-256 ${sha256Of(bytes)}`);
  // no room or no permission to keep it costs the next job a download, this one nothing
  await cache?.keep(name, bytes).catch((error: Error) => log(`not kept for the next time: ${error.message}`));
  return image;
}

function check(bytes: Buffer, options: FetchOptions): void {
  if (options.bytes !== undefined && bytes.length !== options.bytes) {
    const detail = `${options.name} must have ${options.bytes} bytes, ${bytes.length} came`;
    throw new FlashError('image-bad', { detail });
  }
  const sha256 = sha256Of(bytes);
  if (options.sha256 === undefined || sha256 === options.sha256) return;
  const detail = `the SHA-256 of ${options.name} must be ${options.sha256}, it is ${sha256}`;
  throw new FlashError('image-checksum', { detail });
}
