import { resolve } from 'node:path';
import type { ImagePart, ImageSource, RequestName } from '../flash-request';
import { Given } from './given';
import { type Inputs, isPlainObject, refuseUnknownKeys } from './inputs';

const SECTOR_BYTES = 4096;
/** The largest flash that an ESP8266 can have. */
const MOST_FLASH_BYTES = 16 * 1024 * 1024;
const MOST_BASE64_CHARACTERS = Math.ceil(MOST_FLASH_BYTES / 3) * 4;
const MOST_PARTS = 16;
/** No system has longer ones (PATH_MAX of Linux). */
const MOST_PATH_CHARACTERS = 4096;
const OFFICIAL: ImageSource = { kind: 'release' };

/**
 * The image for `install`, or the files for `image`. In a message it is `'2v29'` (a release), a path, `{file}`,
 * `{url, sha256}`, or a list of `{offset, path}` and `{offset, data}`, data being a Buffer. Throws FlashError `bad-request`.
 */
export function parseImage(inputs: Inputs, request: RequestName): ImageSource {
  const override = inputs.override('image');
  const source = override ? imageInMessage(override) : imageOfNode(inputs);
  if (request === 'image') return asOwnFiles(source, override ?? inputs.ofNode('imageSource'));
  if (source.kind !== 'parts') return source;
  // taken as they are, their header would tell Espruino a size of flash that is not so
  const name = override ?? inputs.ofNode('imageSource');
  throw name.refusal('a release, a file or an address for an install', {
    advice: 'files of your own need request image',
  });
}

/** A single file goes to the beginning of the flash. */
function asOwnFiles(source: ImageSource, given: Given): ImageSource {
  if (source.kind === 'parts') return source;
  if (source.kind === 'file') return { kind: 'parts', parts: [{ offset: 0, path: source.path }] };
  throw given.refusal('files of your own for request image', { advice: 'give a path, or a list of offset and path' });
}

function imageOfNode(inputs: Inputs): ImageSource {
  const kind = inputs.ofNode('imageSource').choice(['release', 'file', 'url', 'parts']) ?? 'release';
  if (kind === 'file') return fileOf(inputs.ofNode('imagePath'));
  if (kind === 'url') return urlOf(inputs.ofNode('imageUrl'), inputs.ofNode('imageSha256'));
  return kind === 'parts' ? partsOf(inputs.ofNode('imageParts')) : OFFICIAL;
}

function imageInMessage(given: Given): ImageSource {
  const { value, name } = given;
  if (typeof value === 'string') return textInMessage(given, value.trim());
  if (Array.isArray(value)) return partsOf(given);
  if (!isPlainObject(value)) throw given.refusal('a release such as 2v29, a path, {file}, {url, sha256} or a list');
  if ('file' in value) {
    refuseUnknownKeys(value, ['file'], name);
    return fileOf(inside(given, 'file'));
  }
  refuseUnknownKeys(value, ['url', 'sha256'], name);
  return urlOf(inside(given, 'url'), inside(given, 'sha256'));
}

function textInMessage(given: Given, text: string): ImageSource {
  if (/^https?:\/\//i.test(text))
    throw given.refusal('{url, sha256} for an address', { advice: 'give its SHA-256 too' });
  return /^\d+v\d+(\.\d+)?$/.test(text) ? { kind: 'release', version: text } : fileOf(given);
}

function fileOf(given: Given): ImageSource {
  return { kind: 'file', path: pathOf(given) };
}

/** A path of this machine; one that is relative begins where Node-RED was started. */
export function pathOf(given: Given): string {
  const path = given.word('the path of a file', (text) => text.length <= MOST_PATH_CHARACTERS && !text.includes('\0'));
  if (path === undefined) throw given.refusal('the path of a file');
  return resolve(path);
}

function urlOf(url: Given, sha256: Given): ImageSource {
  const expected = 'an address that begins with https:// or http://';
  const address = url.word(expected, (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
  if (address === undefined) throw url.refusal(expected);
  const digits = sha256.word('64 hexadecimal digits', (text) => /^[\da-f]{64}$/i.test(text));
  // without it nothing tells that what comes is what was meant
  if (digits === undefined) throw sha256.refusal('64 hexadecimal digits', { advice: 'its publisher names it' });
  return { kind: 'url', url: address, sha256: digits.toLowerCase() };
}

function partsOf(given: Given): ImageSource {
  const { value } = given;
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PARTS) {
    throw given.refusal(`a list of 1 to ${MOST_PARTS} files with their offsets`);
  }
  const parts = value.map((part, index) => partOf(inside(given, index), part));
  if (base64CharactersOf(parts) <= MOST_BASE64_CHARACTERS) return { kind: 'parts', parts };
  throw given.refusal(`files of at most ${MOST_FLASH_BYTES} bytes together`);
}

function partOf(given: Given, value: unknown): ImagePart {
  if (!isPlainObject(value)) throw given.refusal('{offset, path} or {offset, data}');
  refuseUnknownKeys(value, ['offset', 'path', 'data'], given.name);
  const offset = offsetOf(inside(given, 'offset'));
  const { data } = value;
  if (data === undefined) return { offset, path: pathOf(inside(given, 'path')) };
  if (data instanceof Uint8Array && data.length <= MOST_FLASH_BYTES) {
    return { offset, base64: Buffer.from(data).toString('base64') };
  }
  throw inside(given, 'data').refusal(`a Buffer of at most ${MOST_FLASH_BYTES} bytes`);
}

function base64CharactersOf(parts: ImagePart[]): number {
  return parts.reduce((sum, { base64 = '' }) => sum + base64.length, 0);
}

function offsetOf(given: Given): number {
  const { value } = given;
  const offset = typeof value === 'string' && /^\s*(0x[\da-f]+|\d+)\s*$/i.test(value) ? Number(value) : value;
  const isPlace = typeof offset === 'number' && offset >= 0 && offset < MOST_FLASH_BYTES && offset % SECTOR_BYTES === 0;
  if (isPlace) return offset;
  throw given.refusal('an address in the flash, a multiple of 0x1000');
}

function inside(given: Given, key: string | number): Given {
  const name = typeof key === 'number' ? `${given.name}[${key}]` : `${given.name}.${key}`;
  return new Given(name, (given.value as Record<string | number, unknown>)[key], given.origin);
}
