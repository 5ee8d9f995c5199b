import { CHARACTER } from './characters';

/** What a packet asks for: the first three bits of its header. Source: Espruino's README_Protocol.md. */
export const PACKET = {
  response: 0x0000,
  evaluate: 0x2000,
  event: 0x4000,
  fileSend: 0x6000,
  data: 0x8000,
  fileReceive: 0xa000,
} as const;

const TYPE_MASK = 0xe000;
const LENGTH_MASK = 0x1fff;
const HEADER_BYTES = 2;
/** A packet that stays unfinished for so long is given up. */
const PATIENCE_MS = 5000;

export interface Packet {
  type: number;
  data: Buffer;
}

/** The header and data of one packet, character by character, from behind its DLE and SOH. */
export class PacketReceiver {
  private readonly received: number[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(onTimeout: () => void) {
    this.timer = setTimeout(onTimeout, PATIENCE_MS);
    this.timer.unref();
  }

  /** Gives the packet with its last character. */
  push(character: number): Packet | undefined {
    this.received.push(character);
    const [high = 0, low = 0] = this.received;
    const header = (high << 8) | low;
    if (this.received.length < HEADER_BYTES + (header & LENGTH_MASK)) return undefined;
    this.end();
    return { type: header & TYPE_MASK, data: Buffer.from(this.received.slice(HEADER_BYTES)) };
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** A packet as it goes over the line: DLE, SOH, header, data. */
export function packetBytes(type: number, data: Buffer): Buffer {
  const { dataLinkEscape, startOfHeading } = CHARACTER;
  const header = Buffer.of(dataLinkEscape, startOfHeading, (type | data.length) >> 8, data.length & 0xff);
  return Buffer.concat([header, data]);
}
