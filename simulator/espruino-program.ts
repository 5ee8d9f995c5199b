import { BootLoop } from './chip/boot-loop';
import { bootLoading } from './chip/boot-messages';
import type { Core, Running, StartProgram } from './chip/running';
import { slowWave } from './device/pins';
import type { FlashMode } from './image/firmware-file';
import { mapNameInBits } from './image/flash-map';
import { type FlashedImage, readImage } from './image/flashed-image';
import { SlowBoot } from './image/slow-boot';
import { CompiledScripts } from './language/chip-source';
import { type Air, THIS_MACHINE } from './network/air';
import { type Link, soundLink } from './network/link';
import { RunningEspruino, type Surroundings } from './running-espruino';

/** What a chip with Espruino is made of and surrounded by; everything has a default. */
export interface EspruinoOptions {
  /** Who joins its access point and which networks it can join. Default: this machine joins. */
  air?: Partial<Air>;
  /** The way to the machines around. */
  link?: Link;
  sensor?: Surroundings['sensor'];
  /** Takes each line that the program prints, besides the serial line. */
  print?: (line: string) => void;
  scripts?: CompiledScripts;
  /** In which the module's flash can be read. */
  flashModes?: FlashMode[];
  /** From the boot messages to the prompt; a real chip takes half a second, most of it for its radio. Default: 0. */
  bootMs?: number;
  /** How long the chip reads no input after it has written to Storage; then it holds 500 bytes and drops the rest. */
  storageWriteMs?: number;
}

/** About what a real chip takes, for a chip on a wire that takes its time. */
export const REAL_PACE = { bootMs: 500, storageWriteMs: 15 };

/** What modules with four wires to their flash can do; those with two can do `dio` and `dout`. */
const FOUR_WIRES: FlashMode[] = ['qio', 'qout', 'dio', 'dout'];

/**
 * Recognises Espruino in the flash and runs it: its console at 115200 baud, its Storage in the flash, its boot code. What
 * keeps a real chip from booting gives the boot loop that a real chip shows. Undefined: it is something else.
 */
export function espruinoProgram(options: EspruinoOptions = {}): StartProgram {
  const surroundings: Surroundings = {
    air: { visitors: [THIS_MACHINE], networks: [], ...options.air },
    link: options.link ?? soundLink(),
    sensor: options.sensor ?? slowWave,
    print: options.print ?? (() => {}),
    scripts: options.scripts ?? new CompiledScripts(),
    storageWriteMs: options.storageWriteMs ?? 0,
  };
  const { flashModes = FOUR_WIRES, bootMs = 0 } = options;
  return (core, cause) =>
    boot(core, flashModes, (image) => {
      const start = () => new RunningEspruino(core, cause, image, surroundings);
      return bootMs > 0 ? new SlowBoot(bootMs, start) : start();
    });
}

function boot(core: Core, modes: FlashMode[], start: (image: FlashedImage) => Running): Running | undefined {
  const found = readImage(core.flash, modes);
  if ('fault' in found) {
    if (found.fault === 'no image' || found.fault === 'boot loader') return undefined;
    const loaded = found.fault === 'flash mode' ? '' : bootLoading(core.flash).text;
    return new BootLoop(core, `${loaded}${found.text}\r\n`);
  }
  core.send(Buffer.from(bootLoading(core.flash).text + secondBootLoader(found), 'latin1'));
  return start(found);
}

/** What boot_v1.6.bin says, by the header of the flash. */
function secondBootLoader({ mode, map, frequencyMhz }: FlashedImage): string {
  const lines = [
    '2nd boot version : 1.6',
    `  SPI Speed      : ${frequencyMhz}MHz`,
    `  SPI Mode       : ${mode.toUpperCase()}`,
    `  SPI Size & Map : ${mapNameInBits(map)}`,
    'jump to run user1 @ 1000',
  ];
  return `\r\n${lines.join('\r\n')}\r\n\r\n`;
}
