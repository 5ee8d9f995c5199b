import { bytesOf, validatorsOf } from '../../editor/validators.js';
import { unpairedIn } from './expression.js';
import { isUsed, settingOf } from './usage.js';

/** The largest flash that an ESP8266 can have. */
const MOST_FLASH_BYTES = 0x1000000;

const { complaint, labelOf, numberFrom, oneOf, secret, sharedKey } = validatorsOf('esp8266-flash');

export { labelOf, numberFrom, oneOf, sharedKey };

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

/** What consists of numbers only must be an address; a name is one of RFC 1123, section 2.1. No chip finds us at its own. */
export function host(value, options) {
  const name = (value ?? '').trim();
  const isRight = /^[\d.]+$/.test(name)
    ? /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name)
    : name.split('.').every((label) => /^\w([\w-]{0,61}\w)?$/.test(label));
  if (name !== '' && !isRight) return complaint('host', name, options);
  const isItself = /^(localhost|127\..*|0\.0\.0\.0)$/i.test(name);
  const mayBeSimulated = /^(simulated$|rfc2217:\/\/(localhost|127\.))/.test(settingOf(this, 'port').trim());
  return !isItself || mayBeSimulated || complaint('hostItself', name, options);
}

/** An access point has a name of its own by default; a network to join has none. */
export function ssid(value, options) {
  const bytes = bytesOf(value);
  const isEnough = bytes > 0 || settingOf(this, 'wifiMode') === 'ap';
  return (isEnough && bytes <= 31) || complaint('ssidBytes', value, options, { bytes });
}

export const password = secret(8, 63, 'passwordLength');

/** Said in what the person typed; the brackets that stand around it to parse it are none of that. */
export function expression(value, options) {
  const problems = problemsOf(value || '0');
  if (problems.length === 0) return true;
  const unpaired = unpairedIn(value);
  if (unpaired !== undefined) return complaint('unpaired', value, options, unpaired);
  const [problem, other] = problems;
  const isOfBrackets = other !== undefined && other !== problem; // one names the ), the other the ]
  return complaint(isOfBrackets ? 'incomplete' : 'expression', value, options, { problem });
}

export function imageParts(parts, options) {
  const isRight = Array.isArray(parts) && parts.length > 0 && parts.length <= 16 && parts.every(isPart);
  return isRight || complaint('parts', '', options);
}

/** What is wrong with each field of a line, if anything: an address at which a sector of the flash begins, and a file. */
export function partFaults({ offset, path }) {
  const isNumber = /^(0x[\da-f]+|\d+)$/i.test(offset);
  const isPlace = isNumber && Number(offset) % 0x1000 === 0 && Number(offset) < MOST_FLASH_BYTES;
  return {
    ...(isPlace ? {} : { offset: complaint('partOffset', offset ?? '', {}) }),
    ...(String(path ?? '').trim() === '' ? { path: complaint('path', '', {}) } : {}),
  };
}

/** As the list offers a line. */
export const isUntouched = ({ offset, path }) => path === '' && ['', '0x0'].includes(offset);

function isPart(part) {
  return Object.keys(partFaults(part)).length === 0;
}

/** Parsed, not run: alone and as an element of a list, so that `1);(2` is none. */
function problemsOf(value) {
  return ['()', '[]'].flatMap(([open, close]) => {
    try {
      new Function(`return ${open}${value}\n${close}`);
      return [];
    } catch (problem) {
      return [problem.message];
    }
  });
}
