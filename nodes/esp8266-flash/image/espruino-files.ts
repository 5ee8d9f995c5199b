import { FlashError } from '../flash-error';
import { filesInArchive } from './archive';
import type { ArchivedFile } from './archived-file';
import { bootImageLength, user1Length } from './image-checks';
import { type Build, buildFor, COMBINED_BYTES, layoutOf, STORAGE, USER1_ADDRESS } from './layout';
import { hasKnownFault, SMALL_BUILD_FAULT } from './releases';

/** The parts of an Espruino, checked: each begins an image whose structure and checksums are right. */
export interface EspruinoFiles {
  /** As `2v29`, where the name of the file tells it. */
  version: string | undefined;
  build: Build;
  /** The boot loader, for address 0. */
  boot: Buffer;
  /** The interpreter. */
  user1: Buffer;
  /** What the radio is set up with: 128 bytes. */
  rfData: Buffer;
}

const RF_DATA_BYTES = 128;
/** The SDK boots with no other. */
const RF_DATA_BEGINS_WITH = 0x05;
/** More than this the 512 KB build cannot have. Source: Espruino make/family/ESP8266.make */
const SMALL_BUILD_BYTES = 468 * 1024;

/**
 * The Espruino in `bytes`: the official image with everything in one file, or an archive as Espruino ships it; of an archive
 * with several builds the one that fits `flashBytes`. `name` is the name of the file. Throws FlashError `image-bad`,
 * `image-checksum` or `image-too-large`.
 */
export function espruinoFilesIn(bytes: Buffer, name: string, flashBytes: number): EspruinoFiles {
  const archived = filesInArchive(bytes);
  const files = archived ? fromArchive(archived, name, flashBytes) : fromCombined(bytes, name);
  layoutOf(files.build, flashBytes);
  if (hasKnownFault(files.build, files.version)) {
    throw bad(`${name} is of no use: ${SMALL_BUILD_FAULT.says}; take 2v17`);
  }
  return files;
}

function fromArchive(archived: ArchivedFile[], name: string, flashBytes: number): EspruinoFiles {
  const sets = archived.filter(({ path }) => /(^|\/)espruino_esp8266_user1\.bin$/.test(path));
  const found = sets.map((user1) => fromFolder(archived, user1)).filter((files) => files !== undefined);
  const fitting = found.find(({ build }) => build === buildFor(flashBytes)) ?? found[0];
  if (fitting) return { ...fitting, version: fitting.version ?? versionIn(name) };
  const inside = archived.find(({ path }) => /esp8266\S*_combined_\d+\.bin$/.test(path));
  if (inside) return fromCombined(inside.read(), inside.path);
  throw bad(`${name} must hold espruino_esp8266_user1.bin, boot_v….bin and esp_init_data_default.bin in one folder`);
}

function fromFolder(archived: ArchivedFile[], user1: ArchivedFile): EspruinoFiles | undefined {
  const folder = user1.path.slice(0, user1.path.lastIndexOf('/') + 1);
  const beside = (pattern: RegExp) =>
    archived.find(({ path }) => path.startsWith(folder) && pattern.test(path.slice(folder.length)));
  const boot = beside(/^boot_v[\d.]+\.bin$/);
  const rfData = beside(/^esp_init_data_default(_v\d+)?\.bin$/);
  if (!boot || !rfData) return undefined;
  return checked({ boot: boot.read(), user1: user1.read(), rfData: rfData.read() }, folder);
}

function fromCombined(bytes: Buffer, name: string): EspruinoFiles {
  bootImageLength(bytes, name); // a page of the web, say, is refused for what it is, not for its length
  const build = (['4mb', '512kb'] as const).find((one) => COMBINED_BYTES[one] === bytes.length);
  if (!build) {
    const { '4mb': large, '512kb': small } = COMBINED_BYTES;
    throw bad(`${name} must have ${large} or ${small} bytes, or be an archive (.tgz); it has ${bytes.length} bytes`);
  }
  const { rfDataAddress } = layoutOf(build, COMBINED_BYTES[build]);
  return checked(
    {
      boot: bytes.subarray(0, USER1_ADDRESS),
      user1: bytes.subarray(USER1_ADDRESS, rfDataAddress),
      rfData: bytes.subarray(rfDataAddress, rfDataAddress + RF_DATA_BYTES),
    },
    name,
  );
}

/** The parts without what follows them; `name` is the name of the file or of the folder. */
function checked(raw: { boot: Buffer; user1: Buffer; rfData: Buffer }, name: string): EspruinoFiles {
  const boot = raw.boot.subarray(0, bootImageLength(raw.boot, `the boot loader in ${name}`));
  if (boot.length > USER1_ADDRESS) throw bad(`the boot loader in ${name} must end before ${USER1_ADDRESS}`);
  const user1 = raw.user1.subarray(0, user1Length(raw.user1, `user1 in ${name}`));
  const build = user1.length > SMALL_BUILD_BYTES ? '4mb' : '512kb';
  const mostBytes = STORAGE[build].address - USER1_ADDRESS;
  if (user1.length > mostBytes)
    throw bad(`user1 in ${name} must have at most ${mostBytes} bytes, it has ${user1.length}`);
  const rfData = raw.rfData.subarray(0, RF_DATA_BYTES);
  if (rfData.length < RF_DATA_BYTES || !isRfData(rfData)) {
    throw bad(`the RF data in ${name} must be ${RF_DATA_BYTES} bytes that begin with 5`);
  }
  return { version: versionIn(name), build, boot, user1, rfData };
}

/** Whether the radio can be set up with this. */
export function isRfData(bytes: Buffer): boolean {
  return bytes[0] === RF_DATA_BEGINS_WITH;
}

function versionIn(name: string): string | undefined {
  return /(?:^|_)(\d+v\d+(?:\.\d+)?)_/.exec(name)?.[1];
}

function bad(detail: string): FlashError {
  return new FlashError('image-bad', { detail });
}
