import { SIGNATURE_BYTES } from '../protocol/packet';
import { pads } from './settings';

// All of it is left out of the usual program, which the constant IS_SIGNED tells the bundler. There is no SHA-1 in
// JavaScript beside the native one: it would keep the chip busy for a second a packet, and its Wi-Fi needs a turn before.

/** `text` and its signature, as they travel: a space and its HMAC-SHA1 in hex. All of `text` is ASCII, as JSON is here. */
export function sign(text: string): string {
  return text + ' ' + digest(text);
}

/** What stands before the signature of `line`; empty when the signature is not that of the key. */
export function verified(line: string): string {
  const received = line.trim();
  const text = received.substr(0, received.length - SIGNATURE_BYTES);
  // the digests of both are compared, for what is nearly right must not take longer than what is wrong
  if (digest(sign(text)) === digest(received)) return text;
  console.log('not signed', received);
  return '';
}

/** HMAC-SHA1 (RFC 2104) in hex. By words, for hex takes the interpreter longer than the hash, and by bytes twice as long. */
function digest(text: string): string {
  const sha1 = require('crypto').SHA1;
  const words = new DataView(sha1([pads[1], sha1([pads[0], text])]));
  let hex = '';
  for (let at = 0; at < 20; at += 4) hex += (words.getUint32(at) + 0x100000000).toString(16).substr(1);
  return hex;
}
