import { FlashMemory, SECTOR_BYTES } from '../chip/flash-memory';
import { StorageArea } from './storage-area';

/** Where in the flash a chip keeps what survives a power cycle. */
export interface FlashLayout {
  /** Of Espruino's Storage. */
  storage: { address: number; bytes: number };
  /** Of the sector in which the SDK keeps the Wi-Fi mode. */
  settings: number;
}

/** Storage of the 4 MB build: 48 pages of 4 KB. */
export const STORAGE_BYTES = 48 * SECTOR_BYTES;
/** The flash of a device that has nothing else in it. */
const STORAGE_ALONE: FlashLayout = { storage: { address: 0, bytes: STORAGE_BYTES }, settings: STORAGE_BYTES };
const ERASED = 0xff;
const ACCESS_POINT = 2;

/** What of a chip survives a power cycle, as it lies in its flash. */
export class ChipFlash {
  /** Storage: files as the bytes they hold, by name. */
  readonly files: StorageArea;
  /** How often Storage was written: flash wears. */
  writes = 0;

  constructor(
    private readonly memory = new FlashMemory(STORAGE_BYTES + SECTOR_BYTES),
    private readonly layout: FlashLayout = STORAGE_ALONE,
  ) {
    this.files = new StorageArea(memory, layout.storage.address, layout.storage.bytes);
  }

  /** The SDK's own note of the Wi-Fi mode: 1 station, 2 access point, 3 both. A new chip is an access point. */
  get wifiMode(): number {
    const notes = this.notes();
    return notes.at(-1) ?? ACCESS_POINT;
  }

  /** Each change is one more byte, until the sector is full: written flash cannot be changed, only erased. */
  set wifiMode(mode: number) {
    if (mode === this.wifiMode) return;
    const notes = this.notes().length;
    if (notes === SECTOR_BYTES) this.memory.eraseSectors(this.layout.settings, SECTOR_BYTES);
    this.memory.write(this.layout.settings + (notes % SECTOR_BYTES), Buffer.of(mode));
  }

  private notes(): Buffer {
    const sector = this.memory.read(this.layout.settings, SECTOR_BYTES);
    const end = sector.indexOf(ERASED);
    return end === -1 ? sector : sector.subarray(0, end);
  }
}
