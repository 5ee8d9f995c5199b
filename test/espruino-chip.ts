import type { TestContext } from 'node:test';
import { SimulatedChip } from '../simulator/chip';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { pretendedEspruino } from '../simulator/espruino-image';
import { type EspruinoOptions, espruinoProgram } from '../simulator/espruino-program';
import { EventLog } from './event-log';

/** Byte 2 and 3 of the header at 0: DIO; 80 MHz, and 4 MB in two halves. */
export const DIO_4MB = [2, 0x6f];
/** DIO; 40 MHz, and 512 KB. */
const DIO_512KB = [2, 0x00];

/** What the chip of a test is made of; everything has a default. */
interface Wanted extends EspruinoOptions {
  release?: Parameters<typeof pretendedEspruino>[0];
  chip?: ChipOptions;
}

/** A simulated chip with Espruino in its flash, and a terminal at its serial line. */
export class EspruinoChip {
  readonly chip: SimulatedChip;
  private text = '';
  private readonly arrivals = new EventLog();

  constructor(t: TestContext, { release, chip, ...espruino }: Wanted = {}) {
    this.chip = new SimulatedChip({ enableRiseMs: 0, startProgram: espruinoProgram(espruino), ...chip });
    t.after(() => this.chip.close());
    this.chip.onData((bytes) => {
      this.text += bytes.toString('latin1');
      this.arrivals.add('arrival', bytes);
    });
    this.flash(pretendedEspruino(release).combined, release?.build === '512kb' ? DIO_512KB : DIO_4MB);
  }

  /** Writes `image` to the start of the flash with `header` in its bytes 2 and 3. */
  flash(image: Buffer, header: number[]): void {
    const patched = Buffer.from(image);
    patched.set(header, 2);
    this.chip.flash.eraseSectors(0, this.chip.flash.size);
    this.chip.flash.write(0, patched);
  }

  /** Switches the chip on and waits for the prompt. */
  async boot(): Promise<this> {
    this.chip.powerOn();
    await this.until('\r\n>');
    return this;
  }

  /** Types `keys` and gives what the terminal shows, as soon as it ends with `end`. */
  async type(keys: string, end = '>'): Promise<string> {
    this.forget();
    await this.chip.write(Buffer.from(keys, 'latin1'));
    return this.until(end);
  }

  /** All that has come since the last `forget()`, as soon as it ends with `end`. */
  until(end: string): Promise<string> {
    return this.untilText(`${JSON.stringify(end)} at the end`, (text) => text.endsWith(end));
  }

  /** The same, as soon as `part` is somewhere in it. */
  untilIncludes(part: string): Promise<string> {
    return this.untilText(JSON.stringify(part), (text) => text.includes(part));
  }

  private async untilText(expected: string, isThere: (text: string) => boolean): Promise<string> {
    while (!isThere(this.text)) {
      await this.arrivals.next('arrival').catch((cause) => {
        throw new Error(`expected ${expected}, got ${JSON.stringify(this.text)}`, { cause });
      });
    }
    return this.text;
  }

  forget(): void {
    this.text = '';
  }
}
