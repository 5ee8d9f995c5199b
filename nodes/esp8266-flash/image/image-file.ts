import { readFile, stat } from 'node:fs/promises';
import { FlashError } from '../flash-error';

/** The archive with the builds for all boards has some 30 MB. */
export const MOST_FILE_BYTES = 64 * 1024 * 1024;

/** The bytes of a file of this machine. Throws FlashError `image-not-found` or `image-bad`. */
export async function readImageFile(path: string): Promise<Buffer> {
  try {
    const file = await stat(path);
    if (!file.isFile()) throw new Error(`${path} is no file`); // /dev/zero has no end, a pipe perhaps no beginning
    if (file.size <= MOST_FILE_BYTES) return await readFile(path);
  } catch (error) {
    throw new FlashError('image-not-found', { detail: (error as Error).message }, { cause: error });
  }
  throw new FlashError('image-bad', { detail: `${path} must have at most ${MOST_FILE_BYTES} bytes, it has more` });
}
