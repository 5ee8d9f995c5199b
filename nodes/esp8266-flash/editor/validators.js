import { textsOf, validatorsOf } from '../../editor/validators.js';
import { isUsed, settingOf } from './usage.js';

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

export const port = matching(
  /^(\s*|simulated|rfc2217:\/\/[^\s/]+:\d{1,5}|tcp:\/\/[^\s/]+|(?!\w+:\/\/)\S+)$/,
  'portText',
);

/** An access point has a name of its own by default; a network to join has none. */
export function ssid(value, options) {
  const bytes = new TextEncoder().encode(value ?? '').length;
  const isEnough = bytes > 0 || settingOf(this, 'wifiMode') === 'ap';
  return (isEnough && bytes <= 31) || complaint('ssidBytes', value, options, { bytes });
}

/** The password itself is never shown, so not in a message either. */
export function password(value, { label }) {
  const isRight = /^([ -~]{8,63})?$/.test(value ?? '');
  return isRight || [label, text('error.passwordLength')].filter(Boolean).join(': ');
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
  const isRight = Array.isArray(parts) && parts.length > 0 && parts.every(isPart);
  return isRight || complaint('parts', '', options);
}

/** A file, and an address at which a sector of the flash begins. */
export function isPart({ offset, path }) {
  const isNumber = /^(0x[\da-f]+|\d+)$/i.test(offset);
  return isNumber && Number(offset) % 0x1000 === 0 && String(path ?? '').trim() !== '';
}
