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
