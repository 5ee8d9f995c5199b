import { jedecId, selfDescription } from './flash-identity';
import type { SpiFlash } from './spi-flash';

/** Offsets of the registers of the SPI controller. */
const CONTROL = { command: 0x00, address: 0x04, user: 0x1c, user1: 0x20, user2: 0x24, data: 0x40 } as const;
const DATA_WORDS = 16;
const START_USER_COMMAND = 1 << 18;
const USER = { miso: 1 << 28, mosi: 1 << 27 } as const;
// address of 24 bits, 1 bit in, 1 bit out, 8 dummy bits: as after a reset
const USER1_AT_RESET = 0x5c000007;

const WRITE_ENABLED = 0x02;

/**
 * The SPI controller at 0x60000200, through which a host talks to the flash chip itself: command in USR2, lengths in
 * USR1, data in W0 and on. It reads as many bits as USR1 says, from the top bit of W0's first byte on: whoever forgets
 * the length gets one bit.
 */
export class SpiController {
  private readonly registers = new Map<number, number>([[CONTROL.user1, USER1_AT_RESET]]);
  private readonly status = Buffer.from([0, 0, 0]);

  constructor(private readonly flash: SpiFlash) {}

  read(offset: number): number {
    return this.registers.get(offset) ?? 0;
  }

  write(offset: number, value: number): void {
    if (offset !== CONTROL.command) this.registers.set(offset, value);
    // done before anyone can look: the register reads 0 again
    else if (value & START_USER_COMMAND) this.runUserCommand();
  }

  private runUserCommand(): void {
    const user = this.read(CONTROL.user);
    const lengths = this.read(CONTROL.user1);
    const sent = user & USER.mosi ? this.data().subarray(0, (((lengths >>> 17) & 0x1ff) + 8) >> 3) : Buffer.alloc(0);
    const answer = this.flash.isAttached ? this.answerOf(this.read(CONTROL.user2) & 0xff, sent) : Buffer.alloc(0);
    if (user & USER.miso) this.fill(answer, ((lengths >>> 8) & 0x1ff) + 1);
  }

  /** What the flash chip answers; bytes that it does not drive read as 0xff. */
  private answerOf(command: number, sent: Buffer): Buffer {
    const { size } = this.flash.memory;
    // the address stands at the top of its register
    const address = this.read(CONTROL.address) >>> 8;
    if (command === 0x9f) return jedecId(size);
    if (command === 0x5a) return selfDescription(size).subarray(address);
    if (command === 0x03) return this.flash.read(address, 4 * DATA_WORDS);
    const statusRead = [0x05, 0x35, 0x15].indexOf(command);
    if (statusRead !== -1) return this.status.subarray(statusRead, statusRead + 1);
    this.changeStatus(command, sent);
    return Buffer.alloc(0);
  }

  /** Write enable and disable, and the three status registers; the first can take two bytes. */
  private changeStatus(command: number, sent: Buffer): void {
    const first = this.status.readUInt8(0);
    if (command === 0x06) this.status.writeUInt8(first | WRITE_ENABLED, 0);
    if (command === 0x04) this.status.writeUInt8(first & ~WRITE_ENABLED, 0);
    const written = [0x01, 0x31, 0x11].indexOf(command);
    if (written === -1) return;
    sent.copy(this.status, written);
    this.status.writeUInt8(this.status.readUInt8(0) & ~WRITE_ENABLED, 0);
  }

  private data(): Buffer {
    const data = Buffer.alloc(4 * DATA_WORDS);
    for (let word = 0; word < DATA_WORDS; word++) data.writeUInt32LE(this.read(CONTROL.data + 4 * word), 4 * word);
    return data;
  }

  /** The first `bits` of `answer` into W0 and on, the top bit of each byte first. */
  private fill(answer: Buffer, bits: number): void {
    const data = this.data();
    for (let index = 0; 8 * index < bits && index < data.length; index++) {
      const missingBits = Math.max(0, 8 - (bits - 8 * index));
      data.writeUInt8((answer[index] ?? 0xff) & (0xff << missingBits) & 0xff, index);
    }
    for (let word = 0; word < DATA_WORDS; word++)
      this.registers.set(CONTROL.data + 4 * word, data.readUInt32LE(4 * word));
  }
}
