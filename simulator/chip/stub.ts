import { slipPacket } from '../../protocol/slip';
import { STUB_GREETING } from './chip-memory';
import type { LoaderCore } from './loader-core';
import { COMMAND, formatResponse, parseRequest, type Request } from './loader-packet';
import { PacketQueue } from './packet-queue';
import type { Running } from './running';
import { SlipDecoder } from './slip';
import { StubCommands, type StubResult } from './stub-commands';
import { STUB_STATUS, type StubStatus } from './stub-status';

const RECEIVE_BUFFER_BYTES = 8 + 0x4000 + 0xff;
const SYNC_ANSWERS = 8;
const START_MS = 10;

/**
 * Espressif's flasher stub, which takes the place of the boot ROM: it is faster, inflates, reads back and makes MD5 sums.
 * It answers first and works then, while the host sends the next block.
 */
export class Stub implements Running {
  private readonly decoder = new SlipDecoder(RECEIVE_BUFFER_BYTES);
  private readonly queue = new PacketQueue((packet) => this.handle(packet));
  private readonly commands: StubCommands;
  /** Of the work after the last answer. */
  private leftStatus: StubStatus = STUB_STATUS.success;

  constructor(private readonly core: LoaderCore) {
    core.spiFlash.isAttached = true;
    this.commands = new StubCommands(core);
    const release = this.queue.hold();
    core.pace.after(START_MS, () => {
      core.send(slipPacket(Buffer.from(STUB_GREETING)));
      release();
    });
  }

  receive(bytes: Uint8Array): void {
    for (const packet of this.decoder.push(Buffer.from(bytes))) this.queue.push(packet);
  }

  end(): void {
    this.queue.end();
    this.commands.close();
  }

  private handle(packet: Buffer): void {
    const release = this.queue.hold();
    if (this.commands.takesForReading(packet)) {
      this.afterFlash(release);
      return;
    }
    const request = parseRequest(packet);
    // RUN_USER_CODE is not answered, and does nothing
    if (!request || request.command === COMMAND.runUserCode) release();
    else this.carryOut(request, release);
  }

  private carryOut(request: Request, release: () => void): void {
    const result = this.run(request);
    this.afterFlash(() => {
      this.answer(request.command, result);
      this.finish(result, release);
    });
  }

  private run(request: Request): StubResult {
    if (!request.isWhole) return { status: STUB_STATUS.badLength };
    const status = this.leftStatus;
    this.leftStatus = STUB_STATUS.success;
    return status === STUB_STATUS.success ? this.commands.run(request) : { status };
  }

  /** SYNC is answered eight times like in the ROM, but with the value 0: that is how a host tells the two. */
  private answer(command: number, { status, value = 0, data = Buffer.alloc(0) }: StubResult): void {
    const isOk = status === STUB_STATUS.success;
    const frame = slipPacket(formatResponse({ command, status, ...(isOk ? { value, data } : {}) }));
    const copies = isOk && command === COMMAND.sync ? SYNC_ANSWERS : 1;
    for (let copy = 0; copy < copies; copy++) this.core.send(frame);
  }

  /** The work after the answer, and the next packet only when that is done. */
  private finish({ status, after }: StubResult, release: () => void): void {
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
}
