import type { RequestName } from '../flash-request';
import type { Given } from './given';

const EXPECTED = 'a path, COM3, rfc2217://host:port, tcp://host or simulated';
/** Also with a slash too few, which no path of a port begins like. */
const IS_ADDRESS = /^([a-z]\w*:\/\/|(rfc2217|tcp):)/i;

/** The line to the chip; empty is the only board there is. A console in the network takes a program and nothing else. */
export function parsePort(given: Given, request: RequestName): string {
  const port = given.word(EXPECTED, isPort) ?? '';
  if (!port.startsWith('tcp://') || request === 'program') return port;
  throw given.refusal(`a serial port for request ${request}`, { advice: 'tcp:// takes request program only' });
}

/** Whether the machine and the port can be, whoever makes the link looks at; here only that each has its place. */
function isPort(text: string): boolean {
  const isName = text.length <= 1000 && !/\p{Cc}/u.test(text);
  return isName && (!IS_ADDRESS.test(text) || /^(rfc2217:\/\/[^\s/@]+:\d+(\?[^\s/@]*)?|tcp:\/\/[^\s/@]+)$/.test(text));
}
