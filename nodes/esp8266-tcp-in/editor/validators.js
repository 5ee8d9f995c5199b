import { validatorsOf } from '../../editor/validators.js';

const { complaint, labelOf, numberFrom, oneOf, sharedKey } = validatorsOf('esp8266-tcp-in');

export { labelOf, numberFrom, oneOf, sharedKey };

/** Addresses or ranges of them, as in `192.168.4.0/24, fd00::/8`; none is right too. */
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
