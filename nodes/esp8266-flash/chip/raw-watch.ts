/** What has arrived, the most telling first: the boot log of a chip that runs its flash, or its loader; text; or noise. */
export const HEARD = ['boot-log', 'loader-log', 'program', 'noise', 'nothing'] as const;

export type Heard = (typeof HEARD)[number];

const KEPT_BYTES = 4096;
/** Lines that change may look like a byte or two. */
const FEWEST_BYTES = 8;
/** Noise is printable by chance in 4 of 10 bytes: a run of this length does not come of it. */
const TEXT_RUN = /[\t\r\n\x20-\x7e]{20}/;
/** The boot ROM's line: 1 is its loader, 3 the flash. */
const BOOT_MODE = /boot mode:\((\d),/;
/** The begin of our own SYNC packet: an adapter whose wires touch, not a chip. */
const ECHO = '\x00\x08\x24\x00';

/** Remembers the raw bytes of a line, so that a chip that does not answer can be told apart from none at all. */
export class RawWatch {
  private text = '';

  push(chunk: Uint8Array): void {
    this.text = (this.text + Buffer.from(chunk).toString('latin1')).slice(-KEPT_BYTES);
  }

  clear(): void {
    this.text = '';
  }

  get heard(): Heard {
    if (this.text.length < FEWEST_BYTES) return 'nothing';
    const bootMode = BOOT_MODE.exec(this.text)?.[1];
    if (bootMode !== undefined) return bootMode === '1' ? 'loader-log' : 'boot-log';
    if (this.text.includes(ECHO)) return 'noise';
    return TEXT_RUN.test(this.text) ? 'program' : 'noise';
  }
}

/** The most telling of what was heard at several times. */
export function mostTelling(...heard: Heard[]): Heard {
  return HEARD.find((kind) => heard.includes(kind)) ?? 'nothing';
}
