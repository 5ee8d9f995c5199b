import type { TestContext } from 'node:test';
import { slipPacket } from '../protocol/slip';
import { SimulatedChip } from '../simulator/chip';
import { checksumOf } from '../simulator/chip/checksum';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { SlipDecoder } from '../simulator/chip/slip';
import { EventLog } from './event-log';

const SYNC = `00 08 2400 00000000 07071220 ${'55'.repeat(32)}`;
/** All that the simulator looks for in a stub is its greeting. */
const STUB = Buffer.from('OHAI');
const MAX_FRAME_BYTES = 0x10000;
const STUB_ENTRY = '04c51040';

/** A simulated chip and the machine at the other end of its serial line, which speaks the loaders' packets, in hex. */
export class ChipHost {
  readonly chip: SimulatedChip;
  /** All that has come, as text. */
  text = '';
  private decoder = new SlipDecoder(MAX_FRAME_BYTES);
  private readonly frames: string[] = [];
  private readonly arrivals = new EventLog();

  constructor(t: TestContext, options: ChipOptions = {}) {
    this.chip = new SimulatedChip({ enableRiseMs: 1, ...options });
    this.chip.onData((bytes) => this.take(bytes));
    t.after(() => this.chip.close());
  }

  /** Resets the chip into its boot loader as esptool does; resolves when it has said so. */
  async enterLoader(): Promise<void> {
    this.chip.powerOn();
    this.chip.setSignals({ dtr: false, rts: true });
    this.chip.setSignals({ dtr: true, rts: false });
    await this.until(() => this.chip.state === 'boot ROM');
    this.chip.setSignals({ dtr: false, rts: false });
    this.forget();
  }

  /** What has come so far is no part of an answer: boot messages, junk. */
  forget(): void {
    this.decoder = new SlipDecoder(MAX_FRAME_BYTES);
    this.frames.length = 0;
  }

  /** The loader at the host's baud rate: the first SYNC gets lost. */
  async synchronise(): Promise<void> {
    await this.enterLoader();
    await this.send(SYNC);
    await this.askAll(SYNC, 8);
  }

  /** What esptool does after that: a stub is loaded and started. */
  async enterStub(): Promise<void> {
    await this.synchronise();
    await this.ask(`00 05 1000 00000000 04000000 01000000 00180000 00c51040`);
    await this.askBlock('07', 0, STUB);
    await this.askAll(`00 06 0800 00000000 00000000 ${STUB_ENTRY}`, 2);
  }

  /** Sends a packet and gives the next frame that comes. */
  async ask(packet: string): Promise<string> {
    await this.send(packet);
    return this.frame();
  }

  async askAll(packet: string, count: number): Promise<string[]> {
    await this.send(packet);
    await this.until(() => this.frames.length >= count);
    return this.frames.splice(0, count);
  }

  /** Sends block `number` of a transfer with its checksum. */
  askBlock(command: string, number: number, bytes: Buffer): Promise<string> {
    const header = words(bytes.length, number, 0, 0);
    const packet = Buffer.concat([Buffer.from(header, 'hex'), bytes]).toString('hex');
    const length = Buffer.from([packet.length / 2, packet.length / 512]).toString('hex');
    return this.ask(`00 ${command} ${length} ${words(checksumOf(bytes))} ${packet}`);
  }

  async send(packet: string): Promise<void> {
    await this.chip.write(slipPacket(Buffer.from(packet.replaceAll(' ', ''), 'hex')));
  }

  /** The next frame, whole, in hex. */
  async frame(): Promise<string> {
    await this.until(() => this.frames.length > 0);
    return this.frames.shift() ?? '';
  }

  /** Resolves as soon as `isSo`; it is looked at whenever something comes. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.arrivals.next('data');
  }

  /** Frames that have come and that nobody has asked for. */
  get unread(): readonly string[] {
    return this.frames;
  }

  private take(bytes: Buffer): void {
    this.text += bytes.toString('latin1');
    this.frames.push(...this.decoder.push(bytes).map((frame) => frame.toString('hex')));
    this.arrivals.add('data');
  }
}

/** Numbers as 32-bit little-endian words, in hex. */
export function words(...values: number[]): string {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * index);
  return bytes.toString('hex');
}
