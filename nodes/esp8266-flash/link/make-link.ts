import { FlashError } from '../flash-error';
import type { MakeLink } from './link';
import { Rfc2217Link } from './rfc2217-link';
import { SerialLink } from './serial-link';
import type { Address } from './socket-link';
import { TcpLink } from './tcp-link';

const TELNET_PORT = 23;
/** Of an address, also of one with a slash too few: no path of a port begins like those. */
const SCHEME = /^([a-z][a-z0-9+.-]*(?=:\/\/)|rfc2217(?=:)|tcp(?=:))/i;
const WITHOUT_CONTROL_CHARACTERS = /^[^\p{Cc}]+$/u;

/** `rfc2217://host:port`, `tcp://host` (port 23) or `tcp://host:port`; anything else is the path of a local port. */
export const makeLink: MakeLink = (port) => {
  const name = port.trim();
  const scheme = SCHEME.exec(name)?.[1]?.toLowerCase();
  if (scheme === 'rfc2217') return new Rfc2217Link(name, addressIn(name));
  if (scheme === 'tcp') return new TcpLink(name, addressIn(name, TELNET_PORT));
  if (scheme !== undefined || !WITHOUT_CONTROL_CHARACTERS.test(name)) throw notAPort(port);
  return new SerialLink(name);
};

function addressIn(name: string, usualPort?: number): Address {
  const url = name.includes('://') && URL.canParse(name) ? new URL(name) : undefined;
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1'); // an IPv6 address is in brackets
  const port = url?.port ? Number(url.port) : usualPort;
  if (!host || !port) throw notAPort(name);
  return { host, port };
}

function notAPort(name: string): FlashError {
  const expected = 'a path as /dev/ttyUSB0 or COM3, rfc2217://host:port or tcp://host';
  return new FlashError('bad-request', { problem: `port must be ${expected}; it is ${JSON.stringify(name)}` });
}
