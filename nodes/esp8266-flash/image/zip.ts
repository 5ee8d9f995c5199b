import { inflateRawSync } from 'node:zlib';
import { FlashError } from '../flash-error';
import type { ArchivedFile } from './archived-file';

/** Source of the format: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (its end). */
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files in a zip archive (not Zip64, not encrypted); each is inflated when it is read, all that are read to `mostBytes`
 * together. Throws FlashError `image-bad`.
 */
export function filesInZip(archive: Buffer, mostBytes: number): ArchivedFile[] {
  try {
    return filesInDirectory(archive, mostBytes);
  } catch (error) {
    throw error instanceof RangeError ? bad('is cut off or damaged', error) : error;
  }
}

function filesInDirectory(archive: Buffer, mostBytes: number): ArchivedFile[] {
  const end = endOfDirectory(archive);
  const entries = archive.readUInt16LE(end + 10);
  const files: ArchivedFile[] = [];
  let leftBytes = mostBytes;
  let at = archive.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry++) {
    if (archive.readUInt32LE(at) !== ENTRY_SIGNATURE) throw bad('has a damaged directory');
    const nameBytes = archive.readUInt16LE(at + 28);
    const header = archive.subarray(at, at + ENTRY_BYTES);
    const path = archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    const read = (): Buffer => {
      const content = contentOf(archive, header, leftBytes);
      leftBytes -= content.length;
      return content;
    };
    files.push({ path, read });
    at += ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** The directory stands at the end, before a comment of any length. */
function endOfDirectory(archive: Buffer): number {
  const earliest = Math.max(0, archive.length - END_BYTES - LONGEST_COMMENT);
  for (let at = archive.length - END_BYTES; at >= earliest; at--) {
    if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw bad('has no directory at its end: it is cut off');
}

/** Lengths are taken from the directory: in the file's own header they may be missing. */
function contentOf(archive: Buffer, header: Buffer, mostBytes: number): Buffer {
  try {
    const at = header.readUInt32LE(42);
    if (archive.readUInt32LE(at) !== LOCAL_SIGNATURE) throw bad('is damaged');
    const begin = at + LOCAL_BYTES + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    const packed = archive.subarray(begin, begin + header.readUInt32LE(20));
    const method = header.readUInt16LE(10);
    if (method === STORED) return packed;
    if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: mostBytes });
    throw bad(`is packed by a method (${method}) that is not known here; unpack it, and give the .bin file`);
  } catch (error) {
    throw error instanceof FlashError ? error : bad('is damaged', error);
  }
}

function bad(detail: string, cause?: unknown): FlashError {
  return new FlashError('image-bad', { detail: `the archive ${detail}` }, { cause });
}
