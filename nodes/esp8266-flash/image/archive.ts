import { gunzipSync } from 'node:zlib';
import { FlashError } from '../flash-error';
import type { ArchivedFile } from './archived-file';
import { filesInTar } from './tar';
import { filesInZip } from './zip';

/** No archive may unpack to more: an official one has 4 MB, all boards' together some 60. */
const MOST_BYTES = 128 * 1024 * 1024;

/** The files in `bytes`, when that is a `.tgz` or a `.zip`; undefined when it is neither. Throws FlashError `image-bad`. */
export function filesInArchive(bytes: Buffer): ArchivedFile[] | undefined {
  if (beginsWith(bytes, 0x1f, 0x8b)) return filesInTar(gunzip(bytes));
  if (beginsWith(bytes, 0x50, 0x4b)) return filesInZip(bytes, MOST_BYTES);
  return undefined;
}

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const detail = `the archive is cut off or damaged (${(error as Error).message}, after ${bytes.length} bytes)`;
    throw new FlashError('image-bad', { detail }, { cause: error });
  }
}

function beginsWith(bytes: Buffer, ...start: number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
