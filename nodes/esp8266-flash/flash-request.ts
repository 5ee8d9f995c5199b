import type { ChipSettings } from '../../protocol/chip-settings';

/** What a person may ask for. `rescue` removes the stored program without touching Espruino and the other files. */
export const REQUEST_NAMES = ['install', 'program', 'image', 'identify', 'erase', 'rescue'] as const;

export type RequestName = (typeof REQUEST_NAMES)[number];

/** Everything that a job needs, checked. It travels to the job's process as JSON. */
export interface FlashRequest {
  request: RequestName;
  /** A path, `rfc2217://host:port`, `tcp://host:port` or `''` for the only board there is; the simulated board is resolved before. */
  port: string;
  /** Highest baud rate to write with. */
  baud: number;
  /** Erase the whole flash before writing. */
  erase: boolean;
  image: ImageSource;
  program: ProgramSource;
  settings: ChipSettings;
  /** Folder for images that were fetched. */
  cacheFolder: string;
}

/** Where an Espruino image comes from (`install`), or the files of a person's own (`image`). */
export type ImageSource =
  /** The official release that fits the chip; `version` as `2v29`, absent: the recommended one. */
  | { kind: 'release'; version?: string }
  | { kind: 'file'; path: string }
  | { kind: 'url'; url: string; sha256: string }
  | { kind: 'parts'; parts: ImagePart[] };

/** A file and the flash address (bytes) at which it goes; instead of a path its bytes in base64. */
export interface ImagePart {
  offset: number;
  path?: string;
  base64?: string;
}

/** The built firmware with its settings, or a person's own JavaScript, as text or in a file. */
export type ProgramSource = { kind: 'firmware' } | { kind: 'script'; code: string } | { kind: 'file'; path: string };
