import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BootRom } from '../../nodes/esp8266-flash/chip/boot-rom';
import { makeLink } from '../../nodes/esp8266-flash/link/make-link';

/** How long a flasher took. */
export interface FlashTime {
  /** From the first block to the last one in the flash. */
  writeSeconds: number;
  /** From opening the port to the reset, with everything that comes before and after writing. */
  allSeconds: number;
}

/** Writes `bytes` to address 0 of the chip at `url`, compares, and resets it. */
export interface Flasher {
  name: string;
  flash(url: string, baud: number, bytes: Buffer): Promise<FlashTime>;
}

export const ours: Flasher = {
  name: 'esp8266-flash',
  async flash(url, baud, bytes) {
    const reporter = { log() {}, progress() {} };
    const parts = [{ address: 0, bytes }];
    const beginning = performance.now();
    const link = makeLink(url);
    await link.open({ baudRate: 115_200 });
    const rom = await BootRom.connect(link, { baud, reporter, signal: new AbortController().signal });
    const begin = performance.now();
    await rom.write(parts, () => {});
    const end = performance.now();
    await rom.verify(parts);
    await rom.startFlash();
    const done = performance.now();
    await link.close();
    return { writeSeconds: (end - begin) / 1000, allSeconds: (done - beginning) / 1000 };
  },
};

/** Espressif's own, when the environment names it: `ESPTOOL=/usr/bin/esptool`. */
export function esptool(program: string): Flasher {
  return {
    name: 'esptool',
    async flash(url, baud, bytes) {
      const folder = await mkdtemp(join(tmpdir(), 'flash-bench-'));
      const file = join(folder, 'image.bin');
      await writeFile(file, bytes);
      const keep = ['--flash-mode', 'keep', '--flash-freq', 'keep', '--flash-size', 'keep'];
      const port = ['--chip', 'esp8266', '--port', `${url}?ign_set_control`, '--baud', String(baud)];
      const beginning = performance.now();
      try {
        const { stdout } = await promisify(execFile)(program, [...port, 'write-flash', ...keep, '0', file]);
        return { writeSeconds: secondsIn(stdout), allSeconds: (performance.now() - beginning) / 1000 };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** `Wrote 831488 bytes (582042 compressed) at 0x00000000 in 12.9 seconds (515.1 kbit/s).` */
function secondsIn(output: string): number {
  const seconds = /Wrote \d+ bytes.* in ([\d.]+) seconds/.exec(output)?.[1];
  if (seconds === undefined) throw new Error(`esptool was expected to tell its time, it said:\n${output}`);
  return Number(seconds);
}
