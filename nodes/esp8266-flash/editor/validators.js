import { textsOf, validatorsOf } from '../../editor/validators.js';
import { isUsed, settingOf } from './usage.js';

/** The largest flash that an ESP8266 can have. */
const MOST_FLASH_BYTES = 0x1000000;

const text = textsOf('esp8266-flash');
const { complaint, labelOf, numberFrom, oneOf } = validatorsOf('esp8266-flash');

export { labelOf, numberFrom, oneOf };

/** A property that does not matter now keeps no node from being right. */
export function whenUsed(property, validate) {
  return function (value, options) {
    return !isUsed(this, property) || validate.call(this, value, options);
  };
}

/** Right when it is `accepts`, or absent; `key` is what is said otherwise. */
export function matching(accepts, key) {
  return (value, options) => accepts.test(value ?? '') || complaint(key, value, options);
}

/** The console of a chip in the network takes a program and nothing else. */
export function port(value, options) {
  const name = (value ?? '').trim();
  const isAddress = /^([a-z]\w*:\/\/|(rfc2217|tcp):)/i.test(name);
  const isRight = !isAddress || /^(rfc2217:\/\/[^\s/@]+:\d+(\?[^\s/@]*)?|tcp:\/\/[^\s/@]+)$/.test(name);
  if (!isRight) return complaint('portText', name, options);
  const isTooMuch = name.startsWith('tcp://') && settingOf(this, 'request') !== 'program';
  return !isTooMuch || complaint('programOnly', name, options);
}

/** What consists of numbers only must be an address; a name is one of RFC 1123, section 2.1. */
export function host(value, options) {
  const name = (value ?? '').trim();
  const isRight = /^[\d.]+$/.test(name)
    ? /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name)
    : name.split('.').every((label) => /^\w([\w-]{0,61}\w)?$/.test(label));
  return name === '' || isRight || complaint('host', name, options);
}

/** An access point has a name of its own by default; a network to join has none. */
export function ssid(value, options) {
  const bytes = bytesOf(value);
  const isEnough = bytes > 0 || settingOf(this, 'wifiMode') === 'ap';
  return (isEnough && bytes <= 31) || complaint('ssidBytes', value, options, { bytes });
}

/** The password itself is never shown, so not in a message either. */
export function password(value, { label }) {
  const bytes = bytesOf(value);
  return bytes === 0 || (bytes >= 8 && bytes <= 63) || [label, text('error.passwordLength')].filter(Boolean).join(': ');
}

/** Parsed, not run: alone and as an element of a list, so that `1);(2` is none. */
export function expression(value, options) {
  try {
    for (const [open, close] of ['()', '[]']) new Function(`return ${open}${value || 0}\n${close}`);
    return true;
  } catch (problem) {
    return complaint('expression', value, options, { problem: problem.message });
  }
}

export function imageParts(parts, options) {
  const isRight = Array.isArray(parts) && parts.length > 0 && parts.length <= 16 && parts.every(isPart);
  return isRight || complaint('parts', '', options);
}

/** A file, and an address at which a sector of the flash begins. */
export function isPart({ offset, path }) {
  const isNumber = /^(0x[\da-f]+|\d+)$/i.test(offset);
  return (
    isNumber && Number(offset) % 0x1000 === 0 && Number(offset) < MOST_FLASH_BYTES && String(path ?? '').trim() !== ''
  );
}

function bytesOf(value) {
  return new TextEncoder().encode(value ?? '').length;
}
