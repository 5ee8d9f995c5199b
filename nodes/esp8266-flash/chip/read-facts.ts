import { FlashError } from '../flash-error';
import type { ChipFacts } from './chip-facts';
import type { Loader } from './loader';

/** What the chip's fuses and its flash say, by way of a loader that has recognised it. Throws FlashError `flash-unknown`. */
export async function readFacts(loader: Loader): Promise<ChipFacts> {
  const chip = await loader.chip.getChipDescription(loader);
  const mac = await loader.chip.readMac(loader);
  const flashId = (await loader.readFlashId()) & 0xffffff;
  return { chip, mac, flashId, flashBytes: flashBytesOf(loader, flashId) };
}

/** The third byte of the JEDEC id tells the size, as the power of two or by esptool-js' table. */
function flashBytesOf(loader: Loader, flashId: number): number {
  const size = loader.DETECTED_FLASH_SIZES[flashId >> 16];
  const bytes = size === undefined ? -1 : loader.flashSizeBytes(size as Parameters<Loader['flashSizeBytes']>[0]);
  if (bytes <= 0) throw new FlashError('flash-unknown', { detail: `id 0x${flashId.toString(16).padStart(6, '0')}` });
  return bytes;
}
