import { type StorageArea, StorageError } from '../device/storage-area';
import { dataText } from '../language/value-text';
import { CHARACTER } from './characters';
import type { Interpreter } from './interpreter';
import { PACKET, type Packet, packetBytes } from './packet-receiver';
import { relaxedJson } from './relaxed-json';

const ACKNOWLEDGED = Buffer.of(CHARACTER.acknowledge);
const REFUSED = Buffer.of(CHARACTER.negativeAcknowledge);
/** A file is sent in packets of so many bytes. */
const CHUNK_BYTES = 1024;
/** A file of which no more comes for so long is given up. */
const FILE_PATIENCE_MS = 10_000;

interface IncomingFile {
  name: string;
  size: number;
  offset: number;
}

/** What Espruino does with each packet, and what it answers: ACK or NAK, then perhaps packets of its own. */
export class Packets {
  private file: IncomingFile | undefined;
  private fileTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly files: StorageArea,
    private readonly interpreter: () => Interpreter,
    private readonly send: (bytes: Buffer) => void,
  ) {}

  handle({ type, data }: Packet): void {
    const handler = this.handlers[type];
    if (handler) handler(data);
    else this.send(REFUSED);
  }

  end(): void {
    clearTimeout(this.fileTimer);
    this.file = undefined;
  }

  private readonly handlers: Partial<Record<number, (data: Buffer) => void>> = {
    [PACKET.evaluate]: (data) => this.evaluate(data),
    [PACKET.event]: (data) => this.event(data),
    [PACKET.fileSend]: (data) => this.send(this.beginFile(data) ? ACKNOWLEDGED : REFUSED),
    [PACKET.data]: (data) => this.send(this.writeFile(data) ? ACKNOWLEDGED : REFUSED),
    [PACKET.fileReceive]: (data) => this.sendFile(data),
  };

  private evaluate(data: Buffer): void {
    const result = this.interpreter().evaluate(`(${data.toString('latin1')}\n)`);
    if ('error' in result) {
      this.send(REFUSED);
      this.interpreter().report(result.error);
    } else {
      this.send(ACKNOWLEDGED);
      this.send(packetBytes(PACKET.response, Buffer.from(dataText(result.value), 'latin1')));
    }
  }

  /** Refused when nobody listens. */
  private event(data: Buffer): void {
    const details = parse(data);
    this.send(details && this.interpreter().emitPacket(details) ? ACKNOWLEDGED : REFUSED);
  }

  private beginFile(data: Buffer): boolean {
    this.end();
    const { fn, s, fs } = parse(data) ?? {};
    // there is no file system beside Storage on this chip
    if (typeof fn !== 'string' || !Number(s) || fs) return false;
    this.file = { name: fn, size: Number(s), offset: 0 };
    this.expectMore();
    return true;
  }

  private writeFile(data: Buffer): boolean {
    const { file } = this;
    if (!file) return false;
    try {
      this.files.write(file.name, data, file.offset, file.size);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.interpreter().report(error);
      return false;
    }
    file.offset += data.length;
    if (file.offset >= file.size) this.end();
    else this.expectMore();
    return true;
  }

  private sendFile(data: Buffer): void {
    const { fn } = parse(data) ?? {};
    const file = typeof fn === 'string' ? this.files.get(fn) : undefined;
    if (!file) {
      this.send(REFUSED);
      return;
    }
    this.send(ACKNOWLEDGED);
    for (let start = 0; start < file.length; start += CHUNK_BYTES) {
      this.send(packetBytes(PACKET.data, file.subarray(start, start + CHUNK_BYTES)));
    }
    this.send(packetBytes(PACKET.data, Buffer.alloc(0)));
  }

  private expectMore(): void {
    clearTimeout(this.fileTimer);
    this.fileTimer = setTimeout(() => this.end(), FILE_PATIENCE_MS);
    this.fileTimer.unref();
  }
}

function parse(data: Buffer): Record<string, unknown> | undefined {
  return relaxedJson(data.toString('latin1'));
}
