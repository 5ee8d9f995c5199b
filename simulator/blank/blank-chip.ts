import { createHash, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { SimulatedChip } from '../chip';
import { espruinoProgram, REAL_PACE } from '../espruino-program';
import { STATION_SSID } from '../fleet/arguments';
import { ImageServer, type ServedFile } from '../image-server';
import { Rfc2217Server } from '../rfc2217-server';
import type { BlankChipOptions } from './arguments';

const LARGER_BUILD_BYTES = 4096 * 1024;

/** A chip that waits to be flashed: switched on, with its serial port on the network and images to put on it. */
export class BlankChip {
  private constructor(
    private readonly chip: SimulatedChip,
    private readonly server: Rfc2217Server,
    private readonly imageServer: ImageServer,
  ) {}

  /** `print` takes each line of its console. Rejects when a port is taken, or when the file has another size. */
  static async start(options: BlankChipOptions, print: (line: string) => void): Promise<BlankChip> {
    const { serialPort, imagesPort, flashBytes, flashFile, isWireTimed } = options;
    const chip = new SimulatedChip({
      flashBytes,
      mac: options.mac ?? macOfItsOwn(flashFile),
      isWireTimed,
      startProgram: espruinoProgram({
        air: { networks: [{ ssid: STATION_SSID }] },
        print,
        ...(isWireTimed ? REAL_PACE : {}),
      }),
      ...(flashFile === undefined ? {} : { flashFile }),
    });
    const server = await Rfc2217Server.start(chip, { port: serialPort });
    try {
      const imageServer = await ImageServer.start(imagesPort);
      chip.powerOn();
      return new BlankChip(chip, server, imageServer);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** `rfc2217://127.0.0.1:4000` */
  get serialPort(): string {
    return this.server.url;
  }

  /** `http://127.0.0.1:40123/` */
  get images(): string {
    return this.imageServer.url;
  }

  /** The image that fits its flash. */
  get image(): ServedFile {
    return this.imageServer.newest(this.chip.flash.size < LARGER_BUILD_BYTES ? '512kb' : '4mb');
  }

  get mac(): string {
    return this.chip.mac;
  }

  async stop(): Promise<void> {
    this.chip.close();
    await Promise.all([this.server.close(), this.imageServer.close()]);
  }
}

/** Two chips are two devices. The one whose flash is kept stays the same; 5c:cf:7f is the maker's. */
function macOfItsOwn(flashFile: string | undefined): string {
  const bytes = flashFile === undefined ? randomBytes(3) : createHash('sha256').update(resolve(flashFile)).digest();
  const [a, b, c] = bytes.toString('hex').match(/../g) ?? [];
  return `5c:cf:7f:${a}:${b}:${c}`;
}
