import type { FlashPart } from '../chip/flash-part';
import { programAreas, withoutPrograms } from '../chip/stored-program';
import { partsToWrite, rfDataAddress } from '../image/espruino-image';
import type { Job, Loader } from './job';

/** The length of esp_init_data_default.bin. */
const RF_DATA_BYTES = 128;

/** What of the job's image goes where; data for the radio that is good stays. */
export async function imageParts({ image, mode, request }: Job, loader: Loader): Promise<FlashPart[]> {
  if (image === undefined) throw new Error('an image is fetched before it is written');
  const { flashBytes } = loader.facts;
  const isErased = request.erase;
  const currentRfData = isErased ? undefined : await loader.readFlash(rfDataAddress(flashBytes), RF_DATA_BYTES);
  return partsToWrite(image, { flashBytes, mode, currentRfData, isErased });
}

/** What takes the stored programs away, so that it runs at power-up no more; nothing where there is none. */
export async function rescueParts(loader: Loader): Promise<FlashPart[]> {
  const parts: FlashPart[] = [];
  for (const { address, length } of programAreas(loader.facts.flashBytes))
    parts.push(...withoutPrograms({ address, bytes: await loader.readFlash(address, length) }));
  return parts;
}
