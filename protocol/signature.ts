import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { formatFrame } from './frame';
import { SIGNATURE_BYTES } from './packet';
import type { Answer, Report } from './report';

// Here and not in a node, for the receiving node, the bench and the tests all play a side of the wire. The firmware signs
// with what the chip has (firmware/signature.ts) and must not import this file: its bundler knows no node:crypto.

/** What a shared key may have, in bytes of its UTF-8: enough not to be guessed, and no more than one block of SHA-1. */
export const KEY_BYTES = { least: 16, most: 64 };

/** A shared key, ready for use; it cannot be printed. */
export type SigningKey = KeyObject;

const SPACE = 0x20;
const DIGEST_BYTES = 20;

/** `secret` as a key: its UTF-8 bytes, which are what the chip is given too. Throws RangeError, without the secret. */
export function signingKey(secret: string): SigningKey {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length >= KEY_BYTES.least && bytes.length <= KEY_BYTES.most) return createSecretKey(bytes);
  const { least, most } = KEY_BYTES;
  throw new RangeError(`a shared key must have ${least} to ${most} bytes as UTF-8, got ${bytes.length}`);
}

/** `text` (without line end) and its signature: a space and HMAC-SHA1 (RFC 2104) over its UTF-8 in 40 hex digits. */
export function sign(text: string, key: SigningKey): string {
  return `${text} ${createHmac('sha1', key).update(text).digest('hex')}`;
}

/** `answer` as a line, signed: it repeats which chip and which boot it is for, so that it is worth nothing to another one. */
export function formatSignedAnswer(answer: Answer, { id, boot }: Pick<Report, 'id' | 'boot'>, key: SigningKey): string {
  return formatFrame(sign(JSON.stringify({ ...answer, id, boot }), key));
}

/**
 * What stands before the signature of `line`, and the first of `keys` that made it; undefined when none did. It takes as
 * long for a signature that is nearly right as for any other.
 */
export function verify(line: Buffer, keys: SigningKey[]): { text: Buffer; key: SigningKey } | undefined {
  const end = line.length - SIGNATURE_BYTES;
  if (line[end] !== SPACE) return undefined;
  const signature = Buffer.from(line.toString('latin1', end + 1), 'hex');
  if (signature.length !== DIGEST_BYTES) return undefined;
  const text = line.subarray(0, end);
  const key = keys.find((key) => timingSafeEqual(createHmac('sha1', key).update(text).digest(), signature));
  return key && { text, key };
}
