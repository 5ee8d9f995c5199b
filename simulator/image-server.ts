import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BuildName } from './espruino-build';
import { folderOf, pretendedEspruino } from './espruino-image';

/** What can go wrong on the way from espruino.com. */
export type ImageServerFault =
  /** 404 for every file. */
  | 'not found'
  /** The connection ends in the middle. */
  | 'truncated'
  /** One byte of Espruino itself is another. */
  | 'wrong bytes'
  /** Half of the file comes, then nothing more. */
  | 'stalled';

/** A file that is served, with what the flash node asks for: its web address and its SHA-256. */
export interface ServedFile {
  url: string;
  bytes: number;
  sha256: string;
}

/** Inside of user1, in an image and in an archive; further on an image has gaps, where a wrong byte does no harm. */
const WRONG_AT = 0x20000;

/** What Espruino offers for the ESP8266, old and new: the releases of which the 512 KB build reboots are here as well. */
const RELEASES: { version: string; builds: BuildName[] }[] = [
  { version: '2v29', builds: ['4mb', '512kb'] },
  { version: '2v17', builds: ['4mb', '512kb'] },
];
const COMBINED_KILOBYTES: Record<BuildName, number> = { '4mb': 4096, '512kb': 512 };

/**
 * Pretended releases under the names that Espruino gives its files, on 127.0.0.1:
 *
 *     espruino_2v29_esp8266_4mb_combined_4096.bin   espruino_2v29_esp8266_4mb.tgz
 *     espruino_2v17_esp8266_combined_512.bin        espruino_2v17_esp8266.tgz
 *
 * The address itself answers with a list of them.
 */
export class ImageServer {
  /** May be set while it runs. */
  fault: ImageServerFault | undefined;
  /** The files that were asked for, in their order. */
  readonly requests: string[] = [];
  private readonly files = new Map<string, () => Buffer>();
  private readonly made = new Map<string, Buffer>();

  private constructor(private readonly server: Server) {
    for (const { version, builds } of RELEASES) for (const build of builds) this.offer(version, build);
    server.on('request', ({ url = '/' }, response) => {
      if (url === '/') response.writeHead(200, { 'Content-Type': 'text/plain' }).end(this.list());
      else this.answer(url.slice(1), response);
    });
  }

  static async start(port = 0): Promise<ImageServer> {
    const server = createServer();
    const images = new ImageServer(server);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return images;
  }

  /** `http://127.0.0.1:40123/`; a file's name goes behind it. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** The image of the newest release, for address 0. */
  newest(build: BuildName): ServedFile {
    return this.served(combinedName(RELEASES[0]?.version ?? '', build));
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private offer(version: string, build: BuildName): void {
    const name = folderOf(version, build);
    this.files.set(`${name}.tgz`, () => pretendedEspruino({ version, build }).archive);
    this.files.set(combinedName(version, build), () => pretendedEspruino({ version, build }).combined);
  }

  private list(): string {
    const files = [...this.files.keys()].map((name) => this.served(name));
    return files.map(({ url, bytes, sha256 }) => `${url}\n  ${bytes} bytes\n  SHA-256 ${sha256}\n`).join('\n');
  }

  private served(name: string): ServedFile {
    const bytes = this.bytesOf(name) ?? Buffer.alloc(0);
    return {
      url: this.url + name,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }

  /** Made when it is asked for first; undefined when there is no such file. */
  private bytesOf(name: string): Buffer | undefined {
    const bytes = this.made.get(name) ?? this.files.get(name)?.();
    if (bytes !== undefined) this.made.set(name, bytes);
    return bytes;
  }

  private answer(name: string, response: ServerResponse): void {
    this.requests.push(name);
    const bytes = this.fault === 'not found' ? undefined : this.bytesOf(name);
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length });
    this.send(bytes, response);
  }

  private send(bytes: Buffer, response: ServerResponse): void {
    const middle = bytes.length >> 1;
    if (this.fault === 'wrong bytes') {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8(wrong.readUInt8(WRONG_AT) ^ 0xff, WRONG_AT);
      response.end(wrong);
    } else if (this.fault === 'truncated' || this.fault === 'stalled') {
      const isCut = this.fault === 'truncated';
      response.write(bytes.subarray(0, middle), () => isCut && response.destroy());
    } else {
      response.end(bytes);
    }
  }
}

function combinedName(version: string, build: BuildName): string {
  return `${folderOf(version, build)}_combined_${COMBINED_KILOBYTES[build]}.bin`;
}
