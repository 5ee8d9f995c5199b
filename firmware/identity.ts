import { flashedAt, givenId } from './settings';

const BOOT_FILE = 'boot-number'; // not `.boot…`: files so named are run

/** This power-up's number: one up from the last, one write to the flash. Without storage the best is what flashing said. */
function nextBoot(): number {
  let next = flashedAt;
  let isStored = false;
  try {
    const storage = require('Storage');
    const last = parseInt(storage.read(BOOT_FILE), 10);
    if (last >= next) next = last + 1; // NaN, where nothing was stored, is never above
    isStored = storage.write(BOOT_FILE, '' + next);
  } catch {
    // told below
  }
  if (!isStored) console.log('fault storage');
  return next;
}

/** Who this chip is. `getSerial()` is its MAC, `5ccf7f06-c0db`; random numbers would be the same on every chip. */
export const id = givenId || 'esp8266-' + getSerial().replace('-', '').toLowerCase();

/** Which power-up this is. */
export const boot = nextBoot();
