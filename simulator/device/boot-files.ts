import type { StorageArea } from './storage-area';

/**
 * How the interpreter comes up: with the chip, or by itself because the script asked for it: `load()` starts anew with the
 * saved program, `load(file)` with that file, `reset()` with neither.
 */
export interface Start {
  how: 'power-on' | 'reboot' | 'load' | 'reset';
  file?: string;
}

/** The file from which the chip boots. */
export const BOOT_CODE = '.bootcde';
/** The same, and `reset()` runs it too. */
const BOOT_CODE_ALWAYS = '.bootrst';
const FIRST = '.bootPowerOn';
const ALWAYS = ['.boot0', '.boot1', '.boot2', '.boot3'];

/** The programs that run at this start, in their order. Source: jsfLoadBootCodeFromFlash in src/jsflash.c. */
export function bootFiles(files: StorageArea, { how, file }: Start): string[] {
  const isFirst = how === 'power-on' || how === 'reboot';
  const isBare = how === 'reset' || file !== undefined;
  const main = files.get(BOOT_CODE_ALWAYS) || isBare ? BOOT_CODE_ALWAYS : BOOT_CODE;
  return [...(isFirst ? [FIRST] : []), ...ALWAYS, main].filter((name) => files.get(name) !== undefined);
}

/** Whether a program is saved; the chip then comes up without its banner. */
export function holdsProgram(files: StorageArea): boolean {
  return files.get(BOOT_CODE) !== undefined || files.get(BOOT_CODE_ALWAYS) !== undefined;
}

/** `E.setBootCode`: no `code` only removes what is there. */
export function saveBootCode(files: StorageArea, code: string, isAlwaysRun: boolean): void {
  removeBootCode(files);
  if (code !== '') files.set(isAlwaysRun ? BOOT_CODE_ALWAYS : BOOT_CODE, Buffer.from(code, 'latin1'));
}

export function removeBootCode(files: StorageArea): void {
  files.delete(BOOT_CODE);
  files.delete(BOOT_CODE_ALWAYS);
}
