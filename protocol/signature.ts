import { hash, timingSafeEqual } from 'node:crypto';
import { formatFrame } from './frame';
import { MAX_PACKET_BYTES, SIGNATURE_BYTES } from './packet';
import type { Answer, Report } from './report';

// Here and not in a node, for the receiving node, the bench and the tests all play a side of the wire. The firmware signs
// with what the chip has (firmware/signature.ts) and must not import this file: its bundler knows no node:crypto.

/** What a shared key may have, in bytes of its UTF-8: enough not to be guessed, and no more than one block of SHA-1. */
export const KEY_BYTES = { least: 16, most: 64 };

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 20;
const SPACE = 0x20;

/**
 * A shared key, ready for use; nothing that prints it shows what it is. By two calls of `hash`, which makes no object, for
 * `createHmac` costs twice as much; and a server that signs may cost little more than one that does not.
 */
export class SigningKey {
  /** The key as HMAC hashes it, with room behind it for what is signed, and for the inner digest. */
  readonly #inner = Buffer.alloc(BLOCK_BYTES + MAX_PACKET_BYTES);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

  constructor(key: Buffer) {
    for (let index = 0; index < BLOCK_BYTES; index++) {
      this.#inner[index] = (key[index] ?? 0) ^ 0x36;
      this.#outer[index] = (key[index] ?? 0) ^ 0x5c;
    }
  }

  /** HMAC-SHA1 (RFC 2104) of `text` in hex. */
  digest(text: Buffer): string {
    this.#outer.write(hash('sha1', this.#behindKey(text), 'hex'), BLOCK_BYTES, 'hex');
    return hash('sha1', this.#outer, 'hex');
  }

  #behindKey(text: Buffer): Buffer {
    if (text.length > MAX_PACKET_BYTES) return Buffer.concat([this.#inner.subarray(0, BLOCK_BYTES), text]);
    text.copy(this.#inner, BLOCK_BYTES);
    return this.#inner.subarray(0, BLOCK_BYTES + text.length);
  }
}

/** `secret` as a key: its UTF-8 bytes, which are what the chip is given too. Throws RangeError, without the secret. */
export function signingKey(secret: string): SigningKey {
  const bytes = Buffer.from(secret, 'utf8');
  const { least, most } = KEY_BYTES;
  if (bytes.length >= least && bytes.length <= most) return new SigningKey(bytes);
  throw new RangeError(`a shared key must have ${least} to ${most} bytes as UTF-8, got ${bytes.length}`);
}

/** `text` (without line end) and its signature: a space and HMAC-SHA1 over its UTF-8 in 40 hex digits, in lower case. */
export function sign(text: string, key: SigningKey): string {
  return `${text} ${key.digest(Buffer.from(text))}`;
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
  const text = line.subarray(0, end);
  const signature = line.subarray(end + 1);
  const key = keys.find((key) => timingSafeEqual(Buffer.from(key.digest(text), 'latin1'), signature));
  return key && { text, key };
}
