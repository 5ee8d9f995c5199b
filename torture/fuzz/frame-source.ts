import { createHmac } from 'node:crypto';
import { newId, plainText, reportText } from './frames';
import { MUTATIONS, tooLong } from './mutations';
import type { Random } from './random';

const MUTATION_LIST = Object.values(MUTATIONS);
/** Of the frames of a conversation. Where frames are signed, a bad one mostly is the last that is read. */
const BAD_SHARE = { unsigned: 0.5, signed: 0.12 };
const TOO_LONG_SHARE = 0.004;
const LIMIT_BYTES = 512;
const SIGNATURE_BYTES = 41;
/** Mostly as the chip or a person's own sketch ends a line; the last one joins two frames. */
const LINE_ENDS = [...Array(6).fill('\r\n'), ...Array(4).fill('\n'), '\r\r\n', '\n\n', '\n\r\n', ''] as string[];

/** The frames of one client: good ones of a device of its own, and others of anybody. */
export class FrameSource {
  /** Reports before anything bad. */
  readonly certain: Buffer[] = [];
  private readonly reports: Buffer[] = [];
  private isBad = false;
  private readonly id: string;
  private readonly boot: number;
  private seq: number;

  constructor(
    private readonly random: Random,
    private readonly key: string | undefined,
  ) {
    this.id = newId(random);
    this.boot = random.below(2 ** 31);
    this.seq = random.below(1000);
  }

  next(): Buffer {
    const { random } = this;
    const bad = this.key === undefined ? BAD_SHARE.unsigned : BAD_SHARE.signed;
    const isTooLong = random.chance(TOO_LONG_SHARE);
    if (isTooLong || random.chance(bad)) {
      this.isBad = true;
      return this.ended(isTooLong ? tooLong(this.stranger(), random) : this.bad());
    }
    if (this.reports.length > 0 && random.chance(0.05)) return random.pick(this.reports.slice(-5));
    if (this.key === undefined && random.chance(0.3)) return this.ended(Buffer.from(plainText(random)));
    return this.good();
  }

  /** The next report of this client's own device. */
  good(): Buffer {
    const text = this.text({ id: this.id, boot: this.boot, seq: this.seq });
    this.seq += JSON.parse(text).readings.length + (this.random.chance(0.1) ? this.random.below(5) : 0);
    const frame = this.ended(this.signed(Buffer.from(text)), '\r\n');
    this.reports.push(frame);
    if (!this.isBad) this.certain.push(frame);
    return frame;
  }

  /** Changed before it is signed, as by a device with a fault, or after, as on the way. */
  private bad(): Buffer {
    const { random, key } = this;
    if (random.chance(0.05)) return random.bytes(1 + random.below(200));
    const isOnTheWay = key !== undefined && random.chance(0.3);
    const frame = isOnTheWay ? this.signed(this.stranger()) : this.stranger();
    let bytes = frame;
    for (let times = 1 + random.below(2); times > 0; times--) {
      const changed = random.pick(MUTATION_LIST)(bytes, random, this.stranger());
      if (changed.length > 0) bytes = changed;
    }
    return isOnTheWay ? bytes : this.signed(bytes);
  }

  /** A frame of a device that nobody has heard of. */
  private stranger(): Buffer {
    const { random } = this;
    if (random.chance(0.2)) return Buffer.from(plainText(random));
    return Buffer.from(this.text({ id: newId(random), boot: random.below(2 ** 31), seq: random.below(1000) }));
  }

  private text(name: { id: string; boot: number; seq: number }): string {
    return reportText(this.random, name, this.key === undefined ? LIMIT_BYTES : LIMIT_BYTES - SIGNATURE_BYTES);
  }

  private signed(text: Buffer): Buffer {
    if (this.key === undefined) return text;
    return Buffer.concat([text, Buffer.from(` ${createHmac('sha1', this.key).update(text).digest('hex')}`)]);
  }

  private ended(frame: Buffer, end = this.random.pick(LINE_ENDS)): Buffer {
    if (end === '') this.isBad = true;
    return Buffer.concat([frame, Buffer.from(end)]);
  }
}
