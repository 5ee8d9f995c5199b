import { SimulatedChip } from '../simulator/chip';
import { pretendedEspruino } from '../simulator/espruino-image';
import { espruinoProgram } from '../simulator/espruino-program';

// What Espruino's own tool does to a chip, as a person would use it from the command line. It runs in a process of its own
// because the package lives on globals; it says what came of it as one line of JSON.

/** What the package calls of a way to a board, one that we add. */
interface Device {
  name: string;
  init(): void;
  getPorts(callback: (ports: object[], isInstant: boolean) => void): void;
  open(path: string, opened: (info: object) => void, received: (bytes: ArrayBuffer) => void, closed: () => void): void;
  write(text: string, written: () => void): void;
  close(): void;
}

interface Package {
  Config: Record<string, unknown>;
  Core: {
    Env: { getData(): { VERSION?: string; BOARD?: string } };
    Serial: {
      devices: Device[];
      connection: { espruinoSendFile(name: string, data: string): Promise<void> };
      startListening(listener: (bytes: ArrayBuffer) => void): void;
      open(path: string, opened: (info?: object) => void, closed: () => void): void;
      close(): void;
    };
    CodeWriter: { writeToEspruino(code: string, written: () => void): void };
  };
  callProcessor(event: string, data: string, callback: (code: string) => void): void;
  addProcessor(event: string, processor: (data: { data?: string }, callback: (data: object) => void) => void): void;
}

const PATH = '/dev/simulated';

const chip = new SimulatedChip({ startProgram: espruinoProgram() });
const image = pretendedEspruino().combined;
// the header as it must be for this build: DIO, 80 MHz, 4 MB in two halves
image.set([2, 0x6f], 2);
chip.flash.write(0, image);
chip.powerOn();
console.log = () => {};
void use(load()).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  chip.close();
});

async function use({ Config, Core, callProcessor }: Package): Promise<object> {
  Object.assign(Config, { SAVE_ON_SEND: 1, SET_TIME_ON_WRITE: false });
  Core.Serial.startListening(() => {});
  await new Promise((resolve) => Core.Serial.open(PATH, resolve, () => {}));
  const { VERSION, BOARD } = Core.Env.getData();
  const code = await new Promise<string>((resolve) =>
    callProcessor('transformForEspruino', process.argv[2] ?? '', resolve),
  );
  await new Promise<void>((resolve) => Core.CodeWriter.writeToEspruino(code, resolve));
  await Core.Serial.connection.espruinoSendFile('packet', 'x'.repeat(3000));
  Core.Serial.close();
  return { version: VERSION, board: BOARD, bootCode: stored('.bootcde'), packet: stored('packet').length };
}

/** As it lies in the flash, by the raw bytes behind its header. */
function stored(name: string): string {
  const storage = chip.flash.read(0xcb000, 0x30000);
  const header = storage.indexOf(`${name}\0`) - 4;
  return storage.toString('latin1', header + 32, header + 32 + (storage.readUInt32LE(header) & 0xffffff));
}

function load(): Package {
  const espruino = require('espruino') as { init(callback: () => void): void };
  espruino.init(() => {});
  const { Espruino } = globalThis as unknown as { Espruino: Package };
  // what it would ask of espruino.com
  Espruino.addProcessor('getURL', (data, callback) => callback({ ...data, data: '{}' }));
  Espruino.Core.Serial.devices.splice(0, Infinity, device());
  return Espruino;
}

function device(): Device {
  let stopListening = () => {};
  let closed = () => {};
  return {
    name: 'a simulated chip',
    init() {},
    getPorts: (callback) => callback([{ path: PATH, description: 'simulated', type: 'test' }], true),
    open(_path, opened, received, whenClosed) {
      closed = whenClosed;
      stopListening = chip.onData((bytes) => received(new Uint8Array(bytes).buffer));
      opened({});
    },
    write: (text, written) => void chip.write(Buffer.from(text, 'latin1')).then(written),
    close() {
      stopListening();
      closed();
    },
  };
}
