import assert from 'node:assert/strict';
import type { Link } from '../nodes/esp8266-flash/link/link';

/** Writes as esptool-js does: takes the writer, and gives it back. */
export async function write(link: Link, bytes: Uint8Array): Promise<void> {
  const writer = link.writable?.getWriter();
  await writer?.write(bytes);
  writer?.releaseLock();
}

/** The next chunk, in hex. */
export async function read(link: Link): Promise<string> {
  const reader = link.readable?.getReader();
  const chunk = await reader?.read();
  reader?.releaseLock();
  return Buffer.from(chunk?.value ?? []).toString('hex');
}

/** Resolves when exactly these bytes have arrived, in however many chunks. */
export async function reads(link: Link, bytes: Buffer): Promise<void> {
  let hex = '';
  while (hex.length < 2 * bytes.length) hex += await read(link);
  assert.equal(hex, bytes.toString('hex'));
}
