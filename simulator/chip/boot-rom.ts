import { slipPacket } from '../../protocol/slip';
import type { LoaderCore } from './loader-core';
import { COMMAND, formatResponse, parseRequest, type Request, wordsOf } from './loader-packet';
import { PacketQueue } from './packet-queue';
import { ROM_ERROR, type RomError } from './rom-error';
import { RomFlashWriter } from './rom-flash-writer';
import { RomTransfer } from './rom-transfer';
import type { Running } from './running';
import { SlipDecoder } from './slip';

const RECEIVE_BUFFER_BYTES = 0x2000;
const SYNC_ANSWERS = 8;

/** What a command of the ROM comes to. */
interface Result {
  error: RomError;
  /** Before the answer, besides what the flash needs. */
  delayMs?: number;
  /** After the answer. */
  leave?: () => void;
}

/**
 * The serial loader in the boot ROM, as a disassembly of it shows it: twelve commands, answers of ten bytes whose value
 * is the last word that SYNC or READ_REG has left there, and for a command that it does not know the previous answer.
 */
export class BootRom implements Running {
  private readonly decoder = new SlipDecoder(RECEIVE_BUFFER_BYTES);
  private readonly queue = new PacketQueue((packet) => this.handle(packet));
  private readonly memoryTransfer = new RomTransfer();
  private readonly flashWriter: RomFlashWriter;
  private command = 0;
  private value = 0;

  constructor(private readonly core: LoaderCore) {
    this.flashWriter = new RomFlashWriter(core.spiFlash);
  }

  receive(bytes: Uint8Array): void {
    for (const packet of this.decoder.push(Buffer.from(bytes))) this.queue.push(packet);
  }

  end(): void {
    this.queue.end();
  }

  private readonly commands: Partial<Record<number, (request: Request) => Result>> = {
    [COMMAND.flashBegin]: ({ data }) => ({ error: this.flashWriter.begin(data) }),
    [COMMAND.flashData]: (request) => ({ error: this.flashWriter.write(request) }),
    [COMMAND.flashEnd]: () => ({ error: this.flashWriter.end(), leave: () => this.core.runFromFlash() }),
    [COMMAND.memoryBegin]: ({ data }) => ({ error: this.memoryTransfer.begin(data) }),
    [COMMAND.memoryData]: (request) => ({ error: this.loadMemory(request) }),
    [COMMAND.memoryEnd]: ({ data }) => this.endMemory(data),
    [COMMAND.sync]: ({ data }) => this.remember(data.length < 4 ? 0 : data.readUInt32LE()),
    [COMMAND.writeRegister]: ({ data }) => this.writeRegisters(data),
    [COMMAND.readRegister]: ({ data }) => this.remember(this.core.memory.readWord(wordsOf(data, 1)[0] ?? 0)),
    [COMMAND.setFlashParameters]: ({ data }) => ({ error: data.length === 24 ? ROM_ERROR.none : ROM_ERROR.invalid }),
  };

  private handle(packet: Buffer): void {
    const request = parseRequest(packet);
    if (!request) return;
    const result = this.run(request);
    const release = this.queue.hold();
    this.core.pace.after(this.core.spiFlash.takeSpentMs() + (result.delayMs ?? 0), () => {
      this.answer(result.error);
      if (result.error === ROM_ERROR.none) result.leave?.();
      release();
    });
  }

  /** An unknown command leaves the previous one where the answer is made from. */
  private run(request: Request): Result {
    const command = this.commands[request.command];
    if (!command) return { error: ROM_ERROR.invalid };
    this.command = request.command;
    return request.isWhole ? command(request) : { error: ROM_ERROR.invalid };
  }

  private answer(error: RomError): void {
    const { command, value } = this;
    const frame = slipPacket(formatResponse({ command, value, status: [error === ROM_ERROR.none ? 0 : 1, error] }));
    for (let copy = 0; copy < (command === COMMAND.sync ? SYNC_ANSWERS : 1); copy++) this.core.send(frame);
  }

  private remember(value: number): Result {
    this.value = value;
    return { error: ROM_ERROR.none };
  }

  private loadMemory(request: Request): RomError {
    const { error, address, bytes } = this.memoryTransfer.accept(request);
    if (error === ROM_ERROR.none) this.core.memory.write(address, bytes);
    return error;
  }

  /** First byte 0: to the address in the second word; anything else: stay. */
  private endMemory(data: Buffer): Result {
    if (data.length > 8) return { error: ROM_ERROR.invalid };
    const [, entry = 0] = wordsOf(data, 2);
    return data[0] === 0
      ? { error: ROM_ERROR.none, leave: () => this.core.runFromMemory(entry) }
      : { error: ROM_ERROR.none };
  }

  /** Address, value, mask, delay: the ROM looks at 16 bits of the delay, in microseconds, and waits before it writes. */
  private writeRegisters(data: Buffer): Result {
    let delayMs = 0;
    for (let from = 0; from + 16 <= data.length; from += 16) {
      const [address = 0, value = 0, mask = 0, delayUs = 0] = wordsOf(data.subarray(from), 4);
      const old = this.core.memory.readWord(address);
      this.core.memory.writeWord(address, ((value & mask) | (old & ~mask)) >>> 0);
      delayMs += (delayUs & 0xffff) / 1000;
    }
    return { error: ROM_ERROR.none, delayMs };
  }
}
