import { statSync } from 'node:fs';
import { FlashError, type FlashErrorCode } from '../flash-error';

/**
 * What serialport says when a port does not open, first match wins: on Linux and macOS the text of errno
 * (`Error: Permission denied, cannot open /dev/ttyUSB0`), on Windows its own few words (`Opening COM3: Access denied`,
 * which there means that another program has the port). Source: @serialport/bindings-cpp src/serialport_unix.cpp, _win.cpp.
 */
const REASONS: [RegExp, FlashErrorCode][] = [
  [/cannot lock port/i, 'port-busy'],
  [/resource busy/i, 'port-busy'], // "Device or resource busy" on Linux
  [/access denied/i, 'port-busy'],
  [/permission denied|operation not permitted/i, 'port-denied'], // the second where a container may not use the device
  [/no such (file|device)|file not found|not a directory/i, 'port-not-found'],
  [/error code (433|1167)\b/, 'port-not-found'], // Windows: no such device, device not connected
];

/** Why the local port `name` did not open. */
export function portError(name: string, error: Error): FlashError {
  if (isFileOrFolder(name)) return noPort(name, error);
  const code = REASONS.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'port-failed';
  return new FlashError(code, { port: name, detail: error.message }, { cause: error });
}

/** Whatever the system said of opening it. What COM3 is on Windows no file system tells. */
function isFileOrFolder(name: string): boolean {
  try {
    const found = name.startsWith('/') && statSync(name);
    return found && (found.isFile() || found.isDirectory());
  } catch {
    return false;
  }
}

function noPort(name: string, cause: Error): FlashError {
  const problem = `port must be a serial port, such as /dev/ttyUSB0; ${JSON.stringify(name)} is none`;
  return new FlashError('bad-request', { problem }, { cause });
}
