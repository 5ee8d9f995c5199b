import { createHash } from 'node:crypto';
import { slipPacket } from '../../protocol/slip';
import { UART_CLOCK_HZ } from './chip-memory';
import { SECTOR_BYTES } from './flash-memory';
import { FlashReading } from './flash-reading';
import type { LoaderCore } from './loader-core';
import { COMMAND, type Request, wordsOf } from './loader-packet';
import { BLOCK_BYTES } from './spi-flash';
import { StubFlashWriter } from './stub-flash-writer';
import { StubMemoryWriter } from './stub-memory-writer';
import { STUB_STATUS, type StubStatus } from './stub-status';

const SYNC_REQUEST_BYTES = 36;
const MAX_READ_PACKET_BYTES = 4096;
const BAUD_CHANGE_MS = 5;

/** What a command comes to: what is answered, and what is done after the answer. */
export interface StubResult {
  status: StubStatus;
  value?: number;
  data?: Buffer;
  /** The status it ends with is the answer to the next command, which is then not carried out. */
  after?: () => StubStatus | Promise<StubStatus>;
}

const DONE: StubResult = { status: STUB_STATUS.success };

/** The commands of the stub, as esp-flasher-stub 1.1 carries them out (command_handler.c). */
export class StubCommands {
  private readonly flashWriter: StubFlashWriter;
  private readonly memoryWriter: StubMemoryWriter;
  private reading: FlashReading | undefined;

  constructor(private readonly core: LoaderCore) {
    this.flashWriter = new StubFlashWriter(core.spiFlash);
    this.memoryWriter = new StubMemoryWriter(core.memory);
  }

  run(request: Request): StubResult {
    const command = this.commands[request.command];
    return command ? command(request) : { status: STUB_STATUS.invalidCommand };
  }

  /** While the flash is being read, what comes are no requests; gives whether `packet` was none. */
  takesForReading(packet: Buffer): boolean {
    if (!this.reading) return false;
    if (this.reading.acknowledge(packet)) this.reading = undefined;
    return true;
  }

  close(): void {
    this.flashWriter.close();
  }

  private readonly commands: Partial<Record<number, (request: Request) => StubResult>> = {
    [COMMAND.flashBegin]: ({ data }) => this.begin(data, false),
    [COMMAND.flashData]: (request) => this.takeBlock(request, false),
    [COMMAND.flashEnd]: ({ data }) => ({ status: this.flashWriter.end(data) }),
    [COMMAND.deflateBegin]: ({ data }) => this.begin(data, true),
    [COMMAND.deflateData]: (request) => this.takeBlock(request, true),
    [COMMAND.deflateEnd]: ({ data }) => ({ status: this.flashWriter.end(data) }),
    [COMMAND.memoryBegin]: ({ data }) => ({ status: this.memoryWriter.begin(data) }),
    [COMMAND.memoryData]: ({ data }) => ({ status: this.memoryWriter.write(data) }),
    [COMMAND.memoryEnd]: ({ data }) => this.endMemory(data),
    [COMMAND.sync]: ({ data }) => sized(data, SYNC_REQUEST_BYTES, () => DONE),
    [COMMAND.writeRegister]: ({ data }) => this.writeRegisters(data),
    [COMMAND.readRegister]: ({ data }) =>
      sized(data, 4, () => ({ ...DONE, value: this.core.memory.readWord(data.readUInt32LE()) })),
    [COMMAND.attachFlash]: ({ data }) => sized(data, 4, () => DONE),
    [COMMAND.setFlashParameters]: ({ data }) => sized(data, 24, () => DONE),
    [COMMAND.changeBaudRate]: ({ data }) => sized(data, 8, () => ({ ...DONE, after: () => this.changeBaudRate(data) })),
    [COMMAND.flashMd5]: ({ data }) => sized(data, 16, () => this.md5(data)),
    [COMMAND.securityInfo]: ({ data }) => sized(data, 0, () => ({ status: STUB_STATUS.notImplemented })),
    [COMMAND.eraseFlash]: () => this.eraseFlash(),
    [COMMAND.eraseRegion]: ({ data }) => sized(data, 8, () => this.eraseRegion(data)),
    [COMMAND.readFlash]: ({ data }) => sized(data, 16, () => ({ ...DONE, after: () => this.startReading(data) })),
  };

  private begin(data: Buffer, isDeflated: boolean): StubResult {
    return { status: this.flashWriter.begin(data, isDeflated), after: () => this.flashWriter.eraseAhead() };
  }

  private takeBlock(request: Request, isDeflated: boolean): StubResult {
    return { status: this.flashWriter.check(request, isDeflated), after: () => this.flashWriter.work(request) };
  }

  private endMemory(data: Buffer): StubResult {
    const [flag, entry = 0] = wordsOf(data, 2);
    const after = () => {
      if (flag === 0) this.core.runFromMemory(entry);
      return STUB_STATUS.success;
    };
    return { status: this.memoryWriter.end(data), after };
  }

  private writeRegisters(data: Buffer): StubResult {
    if (data.length === 0 || data.length % 16 !== 0) return { status: STUB_STATUS.notEnoughData };
    for (let from = 0; from < data.length; from += 16) {
      const [address = 0, value = 0, mask = 0] = wordsOf(data.subarray(from), 3);
      const kept = this.core.memory.readWord(address) & ~mask;
      this.core.memory.writeWord(address, ((value & mask) | kept) >>> 0);
    }
    return DONE;
  }

  /** The stub takes its present rate for 115200, so that only the first change comes out right. */
  private changeBaudRate(data: Buffer): StubStatus {
    const [wanted = 0] = wordsOf(data, 1);
    const divider = Math.floor(((UART_CLOCK_HZ / this.core.baudRate) * 115200) / Math.max(1, wanted));
    this.core.pace.after(BAUD_CHANGE_MS, () => {
      this.core.baudRate = UART_CLOCK_HZ / Math.max(1, divider);
    });
    return STUB_STATUS.success;
  }

  private md5(data: Buffer): StubResult {
    const [address = 0, length = 0] = wordsOf(data, 2);
    if (!this.core.spiFlash.isReachable(address, length)) return { status: STUB_STATUS.flashFailed };
    const hash = createHash('md5');
    for (let offset = 0; offset < length; offset += BLOCK_BYTES)
      hash.update(this.core.spiFlash.read(address + offset, Math.min(BLOCK_BYTES, length - offset)));
    return { ...DONE, data: hash.digest() };
  }

  private eraseFlash(): StubResult {
    this.core.spiFlash.eraseChip();
    return DONE;
  }

  private eraseRegion(data: Buffer): StubResult {
    const [address = 0, length = 0] = wordsOf(data, 2);
    if (address % SECTOR_BYTES !== 0 || length % SECTOR_BYTES !== 0) return { status: STUB_STATUS.badLength };
    this.core.spiFlash.eraseRegion(address, length);
    return DONE;
  }

  private startReading(data: Buffer): StubStatus {
    const [address = 0, length = 0, packetBytes = 0] = wordsOf(data, 3);
    if (packetBytes > MAX_READ_PACKET_BYTES) return STUB_STATUS.badLength;
    if (!this.core.spiFlash.isReachable(address, length)) return STUB_STATUS.flashFailed;
    const send = (content: Buffer) => this.core.send(slipPacket(content));
    const reading = new FlashReading(this.core.spiFlash, { address, length, packetBytes }, send);
    this.reading = reading.start() ? undefined : reading;
    return STUB_STATUS.success;
  }
}

/** The stub refuses a request whose data have another length. */
function sized(data: Buffer, length: number, run: () => StubResult): StubResult {
  return data.length === length ? run() : { status: STUB_STATUS.badLength };
}
