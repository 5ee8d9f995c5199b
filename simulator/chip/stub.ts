import { createHash } from 'node:crypto';
import { STUB_GREETING, UART_CLOCK_HZ } from './chip-memory';
import { SECTOR_BYTES } from './flash-memory';
import { FlashReading } from './flash-reading';
import type { LoaderCore } from './loader-core';
import { COMMAND, formatResponse, parseRequest, type Request, wordsOf } from './loader-packet';
import { PacketQueue } from './packet-queue';
import type { Running } from './running';
import { SlipDecoder, slipFrame } from './slip';
import { BLOCK_BYTES } from './spi-flash';
import { StubFlashWriter } from './stub-flash-writer';
import { StubMemoryWriter } from './stub-memory-writer';
import { STUB_STATUS, type StubStatus } from './stub-status';

const RECEIVE_BUFFER_BYTES = 8 + 0x4000 + 0xff;
const SYNC_REQUEST_BYTES = 36;
const MAX_READ_PACKET_BYTES = 4096;
const START_MS = 10;
const BAUD_CHANGE_MS = 5;

/** What a command comes to: what is answered, and what is done after the answer. */
interface Result {
  status: StubStatus;
  value?: number;
  data?: Buffer;
  /** The status it ends with is the answer to the next command, which is then not carried out. */
  after?: () => StubStatus | Promise<StubStatus>;
}

const DONE: Result = { status: STUB_STATUS.success };

/**
 * Espressif's flasher stub, which takes the place of the boot ROM: it is faster, inflates, reads back and makes MD5 sums.
 * The rules are those of esp-flasher-stub 1.1 (command_handler.c).
 */
export class Stub implements Running {
  private readonly decoder = new SlipDecoder(RECEIVE_BUFFER_BYTES);
  private readonly queue = new PacketQueue((packet) => this.handle(packet));
  private readonly flashWriter: StubFlashWriter;
  private readonly memoryWriter: StubMemoryWriter;
  private reading: FlashReading | undefined;
  /** Of the work after the last answer. */
  private leftStatus: StubStatus = STUB_STATUS.success;

  constructor(private readonly core: LoaderCore) {
    core.spiFlash.isAttached = true;
    this.flashWriter = new StubFlashWriter(core.spiFlash);
    this.memoryWriter = new StubMemoryWriter(core.memory);
    const release = this.queue.hold();
    core.pace.after(START_MS, () => {
      core.send(slipFrame(Buffer.from(STUB_GREETING)));
      release();
    });
  }

  receive(bytes: Uint8Array): void {
    for (const packet of this.decoder.push(Buffer.from(bytes))) this.queue.push(packet);
  }

  end(): void {
    this.queue.end();
    this.flashWriter.close();
  }

  private readonly commands: Partial<Record<number, (request: Request) => Result>> = {
    [COMMAND.flashBegin]: ({ data }) => ({ status: this.flashWriter.begin(data, false) }),
    [COMMAND.flashData]: (request) => this.takeBlock(request, false),
    [COMMAND.flashEnd]: ({ data }) => ({ status: this.flashWriter.end(data) }),
    [COMMAND.deflateBegin]: ({ data }) => ({ status: this.flashWriter.begin(data, true) }),
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

  private handle(packet: Buffer): void {
    if (this.reading) {
      if (this.reading.acknowledge(packet)) this.reading = undefined;
      return;
    }
    const request = parseRequest(packet);
    // the stub does not answer this one, and does nothing
    if (!request || request.command === COMMAND.runUserCode) return;
    const result = this.run(request);
    const release = this.queue.hold();
    this.afterFlash(() => {
      this.answer(request.command, result);
      this.finish(result, release);
    });
  }

  private run(request: Request): Result {
    if (!request.isWhole) return { status: STUB_STATUS.badLength };
    if (this.leftStatus !== STUB_STATUS.success) {
      const status = this.leftStatus;
      this.leftStatus = STUB_STATUS.success;
      return { status };
    }
    const command = this.commands[request.command];
    return command ? command(request) : { status: STUB_STATUS.invalidCommand };
  }

  /** SYNC is answered eight times like in the ROM, but with the value 0: that is how a host tells the two. */
  private answer(command: number, { status, value = 0, data = Buffer.alloc(0) }: Result): void {
    const isOk = status === STUB_STATUS.success;
    const frame = slipFrame(formatResponse({ command, status, ...(isOk ? { value, data } : {}) }));
    for (let copy = 0; copy < (isOk && command === COMMAND.sync ? 8 : 1); copy++) this.core.send(frame);
  }

  /** The work after the answer, and the next packet only when that is done. */
  private finish({ status, after }: Result, release: () => void): void {
    const left = status === STUB_STATUS.success ? after?.() : undefined;
    const finished = (leftStatus: StubStatus) => {
      this.leftStatus = leftStatus;
      this.afterFlash(release);
    };
    if (left instanceof Promise) void left.then(finished);
    else finished(left ?? STUB_STATUS.success);
  }

  private afterFlash(task: () => void): void {
    this.core.pace.after(this.core.spiFlash.takeSpentMs(), task);
  }

  private takeBlock(request: Request, isDeflated: boolean): Result {
    return { status: this.flashWriter.check(request, isDeflated), after: () => this.flashWriter.work(request) };
  }

  private endMemory(data: Buffer): Result {
    const [flag, entry = 0] = wordsOf(data, 2);
    const after = () => {
      if (flag === 0) this.core.runFromMemory(entry);
      return STUB_STATUS.success;
    };
    return { status: this.memoryWriter.end(data), after };
  }

  private writeRegisters(data: Buffer): Result {
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

  private md5(data: Buffer): Result {
    const [address = 0, length = 0] = wordsOf(data, 2);
    if (!this.core.spiFlash.isReachable(address, length)) return { status: STUB_STATUS.flashFailed };
    const hash = createHash('md5');
    for (let offset = 0; offset < length; offset += BLOCK_BYTES)
      hash.update(this.core.spiFlash.read(address + offset, Math.min(BLOCK_BYTES, length - offset)));
    return { ...DONE, data: hash.digest() };
  }

  private eraseFlash(): Result {
    this.core.spiFlash.eraseChip();
    return DONE;
  }

  private eraseRegion(data: Buffer): Result {
    const [address = 0, length = 0] = wordsOf(data, 2);
    if (address % SECTOR_BYTES !== 0 || length % SECTOR_BYTES !== 0) return { status: STUB_STATUS.badLength };
    this.core.spiFlash.eraseRegion(address, length);
    return DONE;
  }

  private startReading(data: Buffer): StubStatus {
    const [address = 0, length = 0, packetBytes = 0] = wordsOf(data, 3);
    if (packetBytes > MAX_READ_PACKET_BYTES) return STUB_STATUS.badLength;
    if (!this.core.spiFlash.isReachable(address, length)) return STUB_STATUS.flashFailed;
    const send = (content: Buffer) => this.core.send(slipFrame(content));
    const reading = new FlashReading(this.core.spiFlash, { address, length, packetBytes }, send);
    this.reading = reading.start() ? undefined : reading;
    return STUB_STATUS.success;
  }
}

/** The stub refuses a request whose data have another length. */
function sized(data: Buffer, length: number, run: () => Result): Result {
  return data.length === length ? run() : { status: STUB_STATUS.badLength };
}
