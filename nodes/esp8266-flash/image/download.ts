import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { FlashError } from '../flash-error';

export interface DownloadOptions {
  /** More is refused. */
  mostBytes: number;
  /** How much is there, and how much there will be, where the server says so. */
  onBytes?: (bytes: number, totalBytes?: number) => void;
  signal?: AbortSignal;
  /** How long the server may be silent. */
  silenceMs?: number;
  /** How long it may take altogether. */
  patienceMs?: number;
}

const SILENCE_MS = 30_000;
/** 4 MB at 64 kbit/s; a server that sends now and then a byte must not hold the port for days. */
const PATIENCE_MS = 10 * 60_000;
const MOST_REDIRECTS = 5;

/**
 * What is at `url` (http or https). A redirect is followed to https, or to the same host. Throws FlashError
 * `image-unreachable` (no network, silence, a fault of the server), `image-not-found`, `image-bad` (cut off, too large) or
 * `cancelled`.
 */
export async function download(url: URL, options: DownloadOptions): Promise<Buffer> {
  const { patienceMs = PATIENCE_MS } = options;
  const timeUp = AbortSignal.timeout(patienceMs);
  try {
    const signal = AbortSignal.any([timeUp, ...(options.signal ? [options.signal] : [])]);
    return await follow(url, { ...options, signal });
  } catch (error) {
    if (!timeUp.aborted || options.signal?.aborted) throw error;
    throw unreachable(url, `has not sent it in ${patienceMs / 1000} s`);
  }
}

async function follow(url: URL, options: DownloadOptions): Promise<Buffer> {
  let here = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await answerFrom(here, options);
    const next = redirectOf(response, here);
    if (!next) return bodyOf(response, here, options);
    response.destroy();
    here = next;
  }
  throw unreachable(url, `leads on more than ${MOST_REDIRECTS} times`);
}

function answerFrom(url: URL, { signal, silenceMs = SILENCE_MS }: DownloadOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getHttps : getHttp;
    const headers = { 'user-agent': 'node-red-esp8266', 'accept-encoding': 'identity' };
    const request = get(url, { agent: false, timeout: silenceMs, headers, ...(signal && { signal }) }, resolve);
    request.on('timeout', () => request.destroy(silent(url, silenceMs)));
    request.on('error', (error) => reject(asFlashError(error, url)));
  });
}

/** Where `response` sends us; undefined when it is the answer. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined;
  const to = URL.canParse(headers.location, from.href) ? new URL(headers.location, from) : undefined;
  const isSafe = to?.protocol === 'https:' || (to?.protocol === from.protocol && to.hostname === from.hostname);
  if (to && isSafe) return to;
  throw unreachable(from, 'leads to an address that is not https');
}

async function bodyOf(response: IncomingMessage, url: URL, options: DownloadOptions): Promise<Buffer> {
  refuseStatus(response, url);
  const announced = Number(response.headers['content-length'] ?? Number.NaN);
  const totalBytes = Number.isNaN(announced) ? undefined : announced;
  // a server may send its bytes one by one, and a Buffer for each would take a hundred times the room
  const body = Buffer.allocUnsafe(options.mostBytes);
  let bytes = 0;
  const { silenceMs = SILENCE_MS } = options;
  response.setTimeout(silenceMs, () => response.destroy(silent(url, silenceMs)));
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (bytes + chunk.length > body.length) throw bad(url, `must have at most ${body.length} bytes, and has more`);
      chunk.copy(body, bytes);
      bytes += chunk.length;
      options.onBytes?.(bytes, totalBytes);
    }
  } catch (error) {
    // a download that is cancelled looks like one that was cut off
    if (options.signal?.aborted) throw new FlashError('cancelled');
    const wasCut = (error as NodeJS.ErrnoException).code === 'ECONNRESET' && totalBytes !== undefined;
    throw wasCut ? bad(url, `must have ${totalBytes} bytes, ${bytes} came`) : asFlashError(error, url);
  }
  return body.subarray(0, bytes);
}

function refuseStatus(response: IncomingMessage, url: URL): void {
  const { statusCode = 0, statusMessage } = response;
  if (statusCode === 200) return;
  response.destroy();
  const detail = `answers ${statusCode} ${statusMessage}`;
  if (statusCode >= 400 && statusCode < 500)
    throw new FlashError('image-not-found', { detail: `${nameOf(url)} ${detail}` });
  throw unreachable(url, detail);
}

function asFlashError(error: unknown, url: URL): FlashError {
  if (error instanceof FlashError) return error;
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError') return new FlashError('cancelled');
  return new FlashError('image-unreachable', { detail: `${nameOf(url)}: ${message || code}` }, { cause: error });
}

function silent(url: URL, silenceMs: number): FlashError {
  return unreachable(url, `is silent for ${silenceMs / 1000} s`);
}

function unreachable(url: URL, detail: string): FlashError {
  return new FlashError('image-unreachable', { detail: `${nameOf(url)} ${detail}` });
}

function bad(url: URL, detail: string): FlashError {
  return new FlashError('image-bad', { detail: `${nameOf(url)} ${detail}` });
}

/** Without the user, the password and the query that an address may have. */
function nameOf({ origin, pathname }: URL): string {
  return origin + pathname;
}
