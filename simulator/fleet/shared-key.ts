import { readFileSync } from 'node:fs';
import { KEY_BYTES } from '../../protocol/signature';
import { ArgumentError } from './option-values';

/** The environment variable for it. */
export const KEY_VARIABLE = 'ESP8266_KEY';

/**
 * The key that the chips share with the server, from a file, else from the environment; undefined when neither is given.
 * It is no option itself: everybody on this machine can read a process's arguments, and a shell remembers them. Throws
 * ArgumentError, without the key.
 */
export function sharedKey(file: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  const key = file === undefined ? environment[KEY_VARIABLE] || undefined : readKey(file);
  if (key === undefined) return undefined;
  const bytes = Buffer.byteLength(key);
  if (bytes >= KEY_BYTES.least && bytes <= KEY_BYTES.most) return key;
  const source = file === undefined ? KEY_VARIABLE : `--key-file ${file}`;
  throw new ArgumentError(`${source} expects ${KEY_BYTES.least} to ${KEY_BYTES.most} bytes, got ${bytes}`);
}

/** An editor ends the last line; the key has no line end. */
function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new ArgumentError(`--key-file expects a file with the key; ${(error as Error).message}`);
  }
}
