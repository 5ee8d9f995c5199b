import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { LinkText } from './link-text';

/** What we use of the package's class `Connection` (core/serial.js): it frames packets and waits for their acknowledgements. */
export interface ConsoleConnection {
  parsePackets: boolean;
  on(event: 'data', listener: (text: string) => void): void;
  /** Resolves when the text has left this machine. */
  write(text: string): Promise<void>;
  /** Rejects with a text when a packet is refused, or not acknowledged within five seconds. */
  espruinoSendFile(name: string, data: string, options: SendOptions): Promise<void>;
}

interface SendOptions {
  chunkSize: number;
  /** Told before each packet is sent, that packet counted. */
  progress(bytes: number): void;
}

/** The part of it that a kind of line has to give. */
interface Line {
  chunkSize: number;
  writeLowLevel(text: string): Promise<void>;
  closeLowLevel(): void;
  openHandler(): void;
  rxDataHandler(bytes: ArrayBuffer): void;
}

/** The first packet tells the name, and counts as so many bytes. */
const NAME_BYTES = 100;
/** The longest thing that is written is a packet: it goes out in one piece. */
const CHUNK_CHARACTERS = 1024;
const SILENT = { log() {}, warn() {}, error() {} };

/**
 * The package's connection over an open link. Its `scripts` are made for a web page and a program of their own: they get
 * globals of their own too, so that they change none of ours, find no network, and print nothing - they would print every
 * byte, passwords with them.
 */
export function connectConsole(text: LinkText, scripts: string[]): ConsoleConnection {
  const context = createContext({ console: SILENT, setTimeout: setIdleTimeout, clearTimeout });
  for (const filename of scripts) runInContext(readFileSync(filename, 'utf8'), context, { filename });
  const connection: ConsoleConnection & Line = runInContext(
    'new Espruino.Core.Serial.connection.constructor()',
    context,
  );
  connection.chunkSize = CHUNK_CHARACTERS;
  connection.writeLowLevel = (chunk) => text.write(chunk);
  connection.closeLowLevel = () => {};
  connection.openHandler();
  text.onBytes((bytes) => connection.rxDataHandler(Uint8Array.from(bytes).buffer));
  return connection;
}

/** Sends a file in acknowledged packets. Only meanwhile are control characters answers: a program may print them too. */
export async function sendFile(
  connection: ConsoleConnection,
  { name, data, packetBytes }: { name: string; data: string; packetBytes: number },
  onBytes: (bytes: number) => void,
): Promise<void> {
  connection.parsePackets = true;
  try {
    const progress = (bytes: number) => onBytes(Math.max(0, bytes - NAME_BYTES - packetBytes));
    await connection.espruinoSendFile(name, data, { chunkSize: packetBytes, progress });
    onBytes(data.length);
  } finally {
    connection.parsePackets = false;
  }
}

/** What nobody waits for any more does not keep the process. */
function setIdleTimeout(work: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(work, ms).unref();
}
