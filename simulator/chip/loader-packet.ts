const HEADER_BYTES = 8;
const REQUEST = 0;
const RESPONSE = 1;

/** The commands of the boot ROM and of the stub. Source: esptool's documentation, serial protocol. */
export const COMMAND = {
  flashBegin: 0x02,
  flashData: 0x03,
  flashEnd: 0x04,
  memoryBegin: 0x05,
  memoryEnd: 0x06,
  memoryData: 0x07,
  sync: 0x08,
  writeRegister: 0x09,
  readRegister: 0x0a,
  setFlashParameters: 0x0b,
  attachFlash: 0x0d,
  changeBaudRate: 0x0f,
  deflateBegin: 0x10,
  deflateData: 0x11,
  deflateEnd: 0x12,
  flashMd5: 0x13,
  securityInfo: 0x14,
  eraseFlash: 0xd0,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
  runUserCode: 0xd3,
} as const;

/** What the host asks: `00 op length16 checksum32 data`, little-endian. */
export interface Request {
  command: number;
  data: Buffer;
  /** Of the payload of a data command; 0 otherwise. */
  checksum: number;
  /** False when the header tells another length than has come. */
  isWhole: boolean;
}

/** What a loader answers: `01 op length16 value32 data status16`. */
export interface Response {
  command: number;
  /** The register that was read; what else stands here differs from loader to loader. */
  value?: number;
  data?: Buffer;
  /** Two bytes as they go out, the first of them 0 when all went well. */
  status: readonly [number, number];
}

/** Undefined for what is no request at all: too short, or a response. */
export function parseRequest(packet: Buffer): Request | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt8(0) !== REQUEST) return undefined;
  const data = packet.subarray(HEADER_BYTES);
  return {
    command: packet.readUInt8(1),
    data,
    checksum: packet.readUInt32LE(4),
    isWhole: packet.readUInt16LE(2) === data.length,
  };
}

export function formatResponse({ command, value = 0, data = Buffer.alloc(0), status }: Response): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(RESPONSE, 0);
  header.writeUInt8(command, 1);
  header.writeUInt16LE(data.length + status.length, 2);
  header.writeUInt32LE(value >>> 0, 4);
  return Buffer.concat([header, data, Buffer.from(status)]);
}

/** The 32-bit words in `data`; absent ones are 0. */
export function wordsOf(data: Buffer, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (data.length >= 4 * index + 4 ? data.readUInt32LE(4 * index) : 0));
}
