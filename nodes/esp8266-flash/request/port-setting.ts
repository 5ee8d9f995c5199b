import type { RequestName } from '../flash-request';
import type { Given } from './given';

const EXPECTED = 'a path, COM3, rfc2217://host:port, tcp://host or simulated';

/** The line to the chip; empty is the only board there is. A console in the network takes a program and nothing else. */
export function parsePort(given: Given, request: RequestName): string {
  const port = given.word(EXPECTED, isPort) ?? '';
  if (!port.startsWith('tcp://') || request === 'program') return port;
  throw given.refusal(`a serial port for request ${request}`, { advice: 'tcp:// takes request program only' });
}

/** Which machine and which port it is, whoever makes the link looks at; here only that nothing else than a name is in it. */
function isPort(text: string): boolean {
  const isName = text.length <= 1000 && !/\p{Cc}/u.test(text);
  return isName && (!/^[a-z]\w*:\/\//i.test(text) || /^(rfc2217|tcp):\/\/[^\s/@]+$/.test(text));
}
