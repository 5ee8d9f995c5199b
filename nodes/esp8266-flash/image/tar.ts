import { FlashError } from '../flash-error';
import type { ArchivedFile } from './archived-file';

const BLOCK_BYTES = 512;
/** Where fields stand in the header of a file, and how long they are. Source: POSIX pax, "ustar Interchange Format". */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const TYPE = [156, 1] as const;
const MAGIC = [257, 5] as const;
const PREFIX = [345, 155] as const;
const PLAIN_FILE = /^[0\0]?$/;

/** The files in a tar archive; folders, links and extended headers are left out. Throws FlashError `image-bad`. */
export function filesInTar(archive: Buffer): ArchivedFile[] {
  const files: ArchivedFile[] = [];
  let at = 0;
  while (at + BLOCK_BYTES <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    const begin = at + BLOCK_BYTES;
    const end = begin + sizeIn(header);
    if (end > archive.length) throw bad(`must go on to byte ${end}, it ends at ${archive.length}`);
    if (PLAIN_FILE.test(field(header, TYPE))) {
      files.push({ path: pathIn(header), read: () => archive.subarray(begin, end) });
    }
    at = begin + Math.ceil((end - begin) / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files;
}

function pathIn(header: Buffer): string {
  const prefix = field(header, MAGIC) === 'ustar' ? field(header, PREFIX) : '';
  return prefix === '' ? field(header, NAME) : `${prefix}/${field(header, NAME)}`;
}

function sizeIn(header: Buffer): number {
  const digits = field(header, SIZE).trim();
  if (!/^[0-7]+$/.test(digits)) throw bad('holds something that is no tar archive');
  return Number.parseInt(digits, 8);
}

function field(header: Buffer, [start, length]: readonly [number, number]): string {
  const text = header.toString('latin1', start, start + length);
  return text.split('\0', 1)[0] ?? '';
}

function bad(detail: string): FlashError {
  return new FlashError('image-bad', { detail: `the archive ${detail}` });
}
