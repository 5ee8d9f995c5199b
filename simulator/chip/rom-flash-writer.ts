import { SECTOR_BYTES } from './flash-memory';
import type { Request } from './loader-packet';
import { ROM_ERROR, type RomError } from './rom-error';
import { RomTransfer } from './rom-transfer';
import type { SpiFlash } from './spi-flash';

const SECTORS_PER_BLOCK = 16;

/** The flash commands of the boot ROM: attach and erase at BEGIN, write and read back each block. */
export class RomFlashWriter {
  private readonly transfer = new RomTransfer();

  constructor(private readonly flash: SpiFlash) {}

  begin(data: Buffer): RomError {
    const error = this.transfer.begin(data);
    if (error !== ROM_ERROR.none) return error;
    this.flash.isAttached = true;
    const { address, size } = this.transfer.target;
    if (!this.flash.isReachable(address, size)) return ROM_ERROR.failed;
    this.erase(address, size);
    return ROM_ERROR.none;
  }

  write(request: Request): RomError {
    const { error, address, bytes } = this.transfer.accept(request);
    if (error !== ROM_ERROR.none) return error;
    this.flash.write(address, bytes);
    return this.flash.read(address, bytes.length).equals(bytes) ? ROM_ERROR.none : ROM_ERROR.readBack;
  }

  end(): RomError {
    return this.transfer.isComplete ? ROM_ERROR.none : ROM_ERROR.failed;
  }

  /**
   * The ROM forgets to take what it erases up to the next block of 64 KB off the rest, and so erases more than it is
   * asked. Source: get_erase_size of esptool, which asks for less.
   */
  private erase(address: number, size: number): void {
    const first = Math.floor(address / SECTOR_BYTES);
    const asked = Math.ceil(size / SECTOR_BYTES);
    const upToBlock = Math.min(asked, SECTORS_PER_BLOCK - (first % SECTORS_PER_BLOCK));
    for (let sector = 0; sector < upToBlock + asked; sector++) this.flash.eraseSector((first + sector) * SECTOR_BYTES);
  }
}
