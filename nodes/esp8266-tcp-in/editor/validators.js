// Each gives true, or says what is wrong. Node-RED takes a text only from a function with exactly two parameters. The
// bounds are those of the runtime, which takes the default for a property that is absent.

const NAMESPACE = '@chip-to-flow/node-red-esp8266/esp8266-tcp-in:esp8266-tcp-in.';

/** The label of a property: Node-RED's lists of what is wrong begin with it. */
export const labelOf = (property) => RED._(`${NAMESPACE}label.${property}`);

export const isAbsent = (value) => value === undefined || value === null;

/** Node-RED takes an environment variable, `${PORT}` or `$(PORT)`, for valid without asking a validator. */
export const isVariable = (value) => /^\$(\([a-z_]\w*\)|\{[a-z_]\w*\})$/i.test(value);

export function numberFrom(least, most, isWhole) {
  return (value, options) => {
    const number = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
    const isRight = number >= least && number <= most && (!isWhole || Number.isInteger(number));
    return isAbsent(value) || isRight || complaint(isWhole ? 'wholeNumber' : 'number', value, options, { least, most });
  };
}

export function oneOf(...choices) {
  const expected = { choices: choices.join(', ') };
  return (value, options) =>
    isAbsent(value) || choices.includes(value) || complaint('choice', value, options, expected);
}

export function addressList(value, options) {
  const entries = String(value ?? '').split(/[\s,;]+/);
  const wrong = entries.find((entry) => entry !== '' && !isAddressRange(entry));
  return wrong === undefined || complaint('addresses', wrong, options);
}

function isAddressRange(entry) {
  const [, address = '', prefix = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  return (isIPv4(address) && Number(prefix) <= 32) || (isIPv6(address) && Number(prefix) <= 128);
}

function isIPv4(address) {
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIPv6(address) {
  try {
    return new URL(`http://[${address}]`).host !== '';
  } catch {
    return false;
  }
}

/** Node-RED shows it as HTML in places, so the value must not be any. */
function complaint(key, value, { label }, expected) {
  const got = value === '' ? RED._(`${NAMESPACE}error.nothing`) : `"${RED.utils.sanitize(String(value))}"`;
  const text = RED._(`${NAMESPACE}error.${key}`, { ...expected, value: got });
  return label ? `${label}: ${text}` : text;
}
