import { BootRom } from '../chip/boot-rom';
import { diagnoseBoot } from '../chip/boot-watch';
import { EspruinoConsole } from '../chip/espruino-console';
import { loadImage } from '../image/espruino-image';
import { makeLink } from '../link/make-link';
import type { Tools } from './job';

/** What a job works with on real chips. */
export const TOOLS: Tools = {
  makeLink,
  connectLoader: (link, options) => BootRom.connect(link, options),
  openConsole: (link, options) => EspruinoConsole.open(link, options),
  diagnoseBoot,
  loadImage,
};
