import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import { EspruinoConsole } from '../nodes/esp8266-flash/chip/espruino-console';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { pretendedEspruino } from '../simulator/espruino-image';
import { type EspruinoOptions, espruinoProgram } from '../simulator/espruino-program';
import { plugIn, someone } from './loader-user';

type Release = Parameters<typeof pretendedEspruino>[0];

export interface EspruinoChip extends EspruinoOptions {
  release?: Release;
  chip?: ChipOptions;
}

const IMAGES = new Map<string, Buffer>();
const DIO = 2;
const SIZES = { '4mb': 0x6f, '512kb': 0x00 };

/** A chip that boots Espruino, and an open link to it. */
export async function plugInEspruino(t: TestContext, { release, chip, ...options }: EspruinoChip = {}) {
  const flashBytes = release?.build === '512kb' ? 512 * 1024 : 4096 * 1024;
  const plugged = await plugIn(t, { flashBytes, startProgram: espruinoProgram(options), ...chip });
  plugged.chip.powerOff();
  plugged.chip.flash.write(0, imageOf(release));
  plugged.chip.powerOn();
  return plugged;
}

/** As `plugInEspruino`, and its console. */
export async function openConsole(t: TestContext, wanted: EspruinoChip = {}) {
  const { chip, link } = await plugInEspruino(t, wanted);
  const user = someone();
  const opened = await EspruinoConsole.open(link, { ...user, patienceMs: 5000 });
  t.after(() => opened.release());
  return { chip, link, console: opened, ...user };
}

/** 6144 bytes in which every value occurs, the same in each run. */
export function anyBytes(): string {
  const blocks = Array.from({ length: 192 }, (_, index) => createHash('sha256').update(`${index}`).digest());
  return Buffer.concat(blocks).toString('latin1');
}

/** Read in pieces: an answer has a few thousand characters at most. */
export async function storedProgram(opened: EspruinoConsole): Promise<string> {
  const pieces: string[] = [];
  const bytes = Number(await opened.evaluate('require("Storage").read(".bootcde").length'));
  for (let offset = 0; offset < bytes; offset += 1024) {
    const piece = await opened.evaluate(`btoa(require("Storage").read(".bootcde",${offset},1024))`);
    pieces.push(Buffer.from(String(piece), 'base64').toString('latin1'));
  }
  return pieces.join('');
}

/** With the header that belongs to the size of its flash. */
function imageOf(release: Release): Buffer {
  const key = JSON.stringify(release ?? {});
  const image = IMAGES.get(key) ?? pretendedEspruino(release).combined;
  image[2] = DIO;
  image[3] = SIZES[release?.build ?? '4mb'];
  IMAGES.set(key, image);
  return image;
}
