import { EventEmitter, on } from 'node:events';
import type { TestContext } from 'node:test';
import { type DeviceOptions, SimulatedDevice } from '../simulator/simulated-device';

/** A simulated device that runs `script`, with its serial console; it is switched off after the test. */
export function runOnChip(t: TestContext, script: string, options: DeviceOptions = {}): ChipConsole {
  const chip = new ChipConsole(script, options);
  t.after(() => chip.device.powerOff());
  chip.device.powerOn();
  return chip;
}

/** What a simulated device prints. */
export class ChipConsole {
  readonly lines: string[] = [];
  readonly device: SimulatedDevice;
  private readonly printed = new EventEmitter();

  constructor(script: string, options: DeviceOptions) {
    this.device = new SimulatedDevice({ script, ...options, print: (line) => this.print(line) });
  }

  /** The first line that matches, printed already or later; lines up to it are forgotten. */
  async line(pattern: RegExp): Promise<string> {
    const printed = on(this.printed, 'line');
    for (;;) {
      const found = this.lines.findIndex((line) => pattern.test(line));
      if (found >= 0) return this.lines.splice(0, found + 1).at(-1) as string;
      await printed.next();
    }
  }

  private print(line: string): void {
    this.lines.push(line);
    this.printed.emit('line');
  }
}
