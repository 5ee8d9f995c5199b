import type { LoaderTransport } from './loader-transport';

/** Which loader answers: that of the chip, or a stub that is still in its RAM. */
export type LoaderKind = 'rom' | 'stub';

/** An ES module, which `require` does not load on every Node that we support. */
const importEsptool = () => import('esptool-js');
type Esptool = Awaited<ReturnType<typeof importEsptool>>;

/** esptool-js' loader: the commands of the boot ROM and of the stub. An answer is its value, and its data with two status bytes. */
export type Loader = InstanceType<Esptool['ESPLoader']>;

const SYNC = 0x08;
const SYNC_DATA = Uint8Array.of(0x07, 0x07, 0x12, 0x20, ...Array<number>(32).fill(0x55));
/** MEM_END is answered at once, but over a slow network 200 ms, as esptool-js waits, are soon gone. */
const MEM_END_MS = 3000;
/** Private, and the only way to a chip that does not open the port as well. */
const CHIP_FROM_MAGIC = 'chipFromMagicValue';
/** esptool-js prints to the console when it has no terminal. */
const QUIET = { clean() {}, write() {}, writeLine() {} };

/** esptool-js over `transport`: the only place that knows the package, and what it gets wrong on this chip. */
export async function makeLoader(transport: LoaderTransport): Promise<Loader> {
  const { ESPLoader } = await importEsptool();

  class CorrectedLoader extends ESPLoader {
    override async memFinish(entryPoint: number): Promise<void> {
      const data = words(entryPoint === 0 ? 1 : 0, entryPoint);
      await this.checkCommand('leave RAM download mode', this.ESP_MEM_END, data, 0, 0, MEM_END_MS);
    }
  }
  // It has every member that the loader uses; the loader's own Transport has private ones besides.
  return new CorrectedLoader({
    transport: transport as unknown as Loader['transport'],
    baudrate: transport.baudrate,
    terminal: QUIET,
  });
}

/** Asks once which loader is there. Throws Silence, or when what comes is no answer. */
export async function askForLoader(loader: Loader, timeoutMs: number): Promise<LoaderKind> {
  const [value] = await loader.command(SYNC, SYNC_DATA, 0, true, timeoutMs);
  // The ROM repeats the last word it has read; the stub says 0.
  return value === 0 ? 'stub' : 'rom';
}

/**
 * Recognises the chip that answers by a word of its ROM, and returns its name: `ESP8266`. Throws when esptool-js does not
 * know it.
 */
export async function recogniseChip(loader: Loader): Promise<string> {
  loader.chip = await loader[CHIP_FROM_MAGIC]();
  // 0 stands for "this chip has no such register", but is taken for one: the flash would tell one bit of its id.
  if (loader.chip.CHIP_NAME === 'ESP8266')
    Object.assign(loader.chip, { SPI_MOSI_DLEN_OFFS: null, SPI_MISO_DLEN_OFFS: null });
  return loader.chip.CHIP_NAME;
}

/** Puts the stub into the chip's RAM and starts it, where none `isRunning`. */
export async function startStub(loader: Loader, isRunning: boolean): Promise<void> {
  loader.IS_STUB = isRunning;
  if (!isRunning) await loader.runStub();
}

/** Numbers as the loader takes them: 32 bits each, little-endian. */
export function words(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
