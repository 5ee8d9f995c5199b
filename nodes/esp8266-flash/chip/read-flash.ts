import { createHash } from 'node:crypto';
import { type Loader, words } from './loader';
import type { LoaderTransport } from './loader-transport';

/** One sector; the stub takes no more. */
const PACKET_BYTES = 0x1000;
/** The stub sends the next packet when this one has been acknowledged. */
const PACKETS_IN_FLIGHT = 1;
const PACKET_MS = 3000;

/** Reads `length` bytes from `address` through the stub. Throws when what has arrived is not what the stub has read. */
export async function readFlash(
  loader: Loader,
  transport: LoaderTransport,
  address: number,
  length: number,
): Promise<Buffer> {
  const [, answer] = await loader.command(
    loader.ESP_READ_FLASH,
    words(address, length, PACKET_BYTES, PACKETS_IN_FLIGHT),
  );
  if (answer[0] !== 0) throw new Error(`the loader refuses to read ${length} bytes from ${address}`);
  const packets: Uint8Array[] = [];
  for (let received = 0; received < length; ) {
    const packet = await transport.read(PACKET_MS);
    packets.push(packet);
    received += packet.length;
    await transport.write(words(received));
  }
  const bytes = Buffer.concat(packets);
  const expected = Buffer.from(await transport.read(PACKET_MS)).toString('hex');
  if (md5(bytes) !== expected) throw new Error('what was read of the flash arrived damaged');
  return bytes;
}

/** MD5 in hex, as the stub tells it: a checksum here, not a proof of origin. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
