const BLOCK_BYTES = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;

/** A file for an archive; folders need none. */
export interface ArchivedFile {
  /** Up to 100 characters, with folders: `espruino_2v29_esp8266_4mb/blank.bin`. */
  path: string;
  bytes: Buffer;
  isProgram?: boolean;
}

/** The files as a tar archive of the kind `ustar` (POSIX.1-1988), not compressed. */
export function tar(files: ArchivedFile[]): Buffer {
  const entries = files.flatMap((file) => [header(file), file.bytes, padding(file.bytes.length)]);
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function header({ path, bytes, isProgram }: ArchivedFile): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(path, 0);
  block.write(isProgram ? '0000755\0' : '0000644\0', 100);
  block.write('0000000\x000000000\0', 108);
  block.write(`${octal(bytes.length)}\0${octal(0)}\0`, 124);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  // the checksum is made with spaces in its own place
  block.fill(' ', CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT);
  return block;
}

function octal(value: number): string {
  return value.toString(8).padStart(11, '0');
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES);
}
