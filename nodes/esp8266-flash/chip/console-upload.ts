import { crc32 } from 'node:zlib';
import { FlashError } from '../flash-error';
import type { Reporter } from '../job/progress';
import type { Prompt } from './console-prompt';
import type { EspruinoEnvironment } from './espruino-environment';

export interface Upload {
  prompt: Prompt;
  env: EspruinoEnvironment;
  reporter: Reporter;
  /** Sends the code as the file `name`, in packets that the chip acknowledges. */
  sendPackets(name: string, packetBytes: number): Promise<void>;
  onBytes(bytes: number): void;
}

type Send = (code: string, upload: Upload) => Promise<void>;

/** The file that runs at power-up, and not after `reset()`: a bad program can be reset away. */
const BOOT_CODE = '.bootcde';
/**
 * The chip takes 500 bytes while it is busy and drops what is more (targets/esp8266/uart.c); flash is written in words of
 * 4 bytes. In base64 on a line with the rest of the command the second is 340 bytes long.
 */
const PACKET_BYTES = 384;
const LINE_BYTES = 192;
/** The name and size before a file's bytes, and the bytes that fill its last word (src/jsflash.c). */
const HEADER_BYTES = 40;
/** Rewriting all of the 192 KB takes 48 times the 50 to 100 ms for a page. */
const COMPACT_MS = 20_000;
/** Closes sockets, lets go of the pins and prints its banner. */
const RESET_MS = 5000;
/** As long as 192 KB take at 115200 baud; each packet has a patience of 5 s of its own. */
const PACKETS_MS = 60_000;
/** Half a packet keeps the console busy for so long at most (PK_TIMEOUT in src/jsinteractive.c). */
const HALF_PACKET_MS = 6000;
/** Packets since 2v25 (README_Protocol of Espruino). */
const FIRST_WITH_PACKETS = 2025;

/** Stores `code`, a byte for each character, and reads it back; whatever ran before runs no more. */
export async function storeBootCode(code: string, upload: Upload): Promise<void> {
  checkCode(code, upload.env);
  await stopProgram(upload.prompt);
  await makeRoom(code.length + HEADER_BYTES, upload.prompt);
  const ways: Send[] = fitsPackets(code, upload.env) ? [sendPackets, sendLines] : [sendLines, sendLines];
  let detail = '';
  for (const send of ways) {
    detail = await tryToSend(send, code, upload);
    if (detail === '') return tellOthers(upload);
    upload.reporter.log(`the program did not arrive: ${detail}`);
    await upload.prompt.find('1', HALF_PACKET_MS);
  }
  throw new FlashError('upload-failed', { detail });
}

function checkCode(code: string, { storageBytes }: EspruinoEnvironment): void {
  const refuse = (detail: string): never => {
    throw new FlashError('program-bad', { detail });
  };
  if (code === '') refuse('it is empty');
  if ([...code].some((character) => character > '\xff')) refuse('it has characters of more than one byte');
  if (code.length + HEADER_BYTES > storageBytes) refuse(`it has ${code.length} bytes, the chip stores ${storageBytes}`);
}

/**
 * Frees the memory, and takes away what a former program has stored to run at power-up beside or before ours. The chip
 * resets itself when it is idle next; a mark in its memory tells when it has.
 */
async function stopProgram(prompt: Prompt): Promise<void> {
  await prompt.evaluate('[isOld=1,reset(true)]');
  const until = performance.now() + RESET_MS;
  while ((await prompt.find('typeof isOld', Math.max(1, until - performance.now()))) !== 'undefined');
}

/** Done ahead because it takes longer than an acknowledgement may. */
async function makeRoom(bytes: number, prompt: Prompt): Promise<void> {
  if ((await freeBytes(prompt)) >= bytes) return;
  await prompt.ask('require("Storage").compact()', COMPACT_MS);
  const free = await freeBytes(prompt);
  if (free < bytes) throw new FlashError('upload-failed', { detail: `${bytes} bytes are needed, ${free} are free` });
}

async function freeBytes(prompt: Prompt): Promise<number> {
  return Number(await prompt.evaluate('require("Storage").getFree()'));
}

/** Empty, or why what is on the chip is not `code`. Only the end of the line or of the job is thrown. */
async function tryToSend(send: Send, code: string, upload: Upload): Promise<string> {
  try {
    upload.onBytes(0);
    await send(code, upload);
    return await difference(code, upload.prompt);
  } catch (error) {
    if (error instanceof FlashError && error.code !== 'console-silent') throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

function sendPackets(_code: string, upload: Upload): Promise<void> {
  return upload.prompt.within(PACKETS_MS, upload.sendPackets(BOOT_CODE, PACKET_BYTES));
}

/** For an Espruino that knows no packets: each line waits for the answer to the one before. */
async function sendLines(code: string, { prompt, onBytes }: Upload): Promise<void> {
  for (let offset = 0; offset < code.length; offset += LINE_BYTES) {
    const piece = Buffer.from(code.slice(offset, offset + LINE_BYTES), 'latin1').toString('base64');
    await prompt.ask(`require("Storage").write("${BOOT_CODE}",atob("${piece}"),${offset},${code.length})`);
    onBytes(Math.min(offset + LINE_BYTES, code.length));
  }
}

async function difference(code: string, prompt: Prompt): Promise<string> {
  const stored = await prompt.evaluate(
    `(function(s){return s?[s.length,E.CRC32(s)]:[0,0]})(require("Storage").read("${BOOT_CODE}"))`,
  );
  const [bytes, checksum] = Object(stored);
  if (bytes !== code.length) return `${bytes} of ${code.length} bytes are stored`;
  return checksum === crc32(Buffer.from(code, 'latin1')) ? '' : 'its checksum is another one';
}

/** Files that also run at power-up are a person's own: they stay, and are named for whoever wonders. */
async function tellOthers({ prompt, reporter }: Upload): Promise<void> {
  const names = await prompt.evaluate('require("Storage").list(/^\\.boot/)');
  const others = Array.isArray(names) ? names.filter((name) => name !== BOOT_CODE) : [];
  if (others.length > 0) reporter.log(`these files run at power-up too: ${others.join(', ')}`);
}

/** `2v25` is 2025, `2v29.277` 2029. A Ctrl-C in a packet that the chip has not begun to read still interrupts it. */
function fitsPackets(code: string, { version }: EspruinoEnvironment): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)v(\d+)/.exec(version) ?? []).map(Number);
  return major * 1000 + minor >= FIRST_WITH_PACKETS && !code.includes('\x03');
}
