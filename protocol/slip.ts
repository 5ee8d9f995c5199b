/** The bytes of SLIP that mean something of their own (RFC 1055). */
export const SLIP = { END: 0xc0, ESCAPE: 0xdb, ESCAPED_END: 0xdc, ESCAPED_ESCAPE: 0xdd } as const;

const { END, ESCAPE, ESCAPED_END, ESCAPED_ESCAPE } = SLIP;

/** `content` as a SLIP packet, with an end before it too: it closes whatever noise the other side has heard. */
export function slipPacket(content: Uint8Array): Buffer {
  const packet = Buffer.alloc(2 * content.length + 2);
  let length = packet.writeUInt8(END, 0);
  for (const byte of content) {
    if (byte !== END && byte !== ESCAPE) {
      length = packet.writeUInt8(byte, length);
      continue;
    }
    packet.writeUInt8(ESCAPE, length);
    length = packet.writeUInt8(byte === END ? ESCAPED_END : ESCAPED_ESCAPE, length + 1);
  }
  return packet.subarray(0, packet.writeUInt8(END, length));
}
