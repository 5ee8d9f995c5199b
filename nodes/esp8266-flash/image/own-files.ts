import type { FlashPart } from '../chip/flash-part';
import { FlashError } from '../flash-error';
import type { ImagePart } from '../flash-request';
import { bootImageLength } from './image-checks';
import { readImageFile } from './image-file';

/** A person's own files, such as a build of the Arduino IDE: they are written as they are, no header is changed. */
export interface OwnFiles {
  kind: 'own';
  parts: FlashPart[];
}

/**
 * Reads the files and checks that they fit into the flash, do not overlap, and that what is at address 0 can be booted.
 * Throws FlashError `image-not-found`, `image-bad`, `image-checksum` or `image-too-large`.
 */
export async function loadOwnFiles(parts: ImagePart[], flashBytes: number): Promise<OwnFiles> {
  const loaded = await Promise.all(parts.map(loadPart));
  loaded.sort((one, other) => one.address - other.address);
  for (const [index, part] of loaded.entries()) checkPlace(part, loaded[index + 1], flashBytes);
  return { kind: 'own', parts: loaded };
}

async function loadPart({ offset, path, base64 }: ImagePart): Promise<FlashPart> {
  const name = path ?? `the data for ${hex(offset)}`;
  const bytes = path === undefined ? Buffer.from(base64 ?? '', 'base64') : await readImageFile(path);
  if (bytes.length === 0) throw new FlashError('image-bad', { detail: `${name} is empty` });
  if (offset === 0) bootImageLength(bytes, name);
  return { address: offset, bytes };
}

function checkPlace({ address, bytes }: FlashPart, next: FlashPart | undefined, flashBytes: number): void {
  const end = address + bytes.length;
  if (end > flashBytes) throw new FlashError('image-too-large', { bytes: end, flashBytes });
  if (next === undefined || end <= next.address) return;
  const detail = `what goes to ${hex(address)} must end before ${hex(next.address)}, it ends at ${hex(end)}`;
  throw new FlashError('image-bad', { detail });
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
