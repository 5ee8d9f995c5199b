import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DEFAULT_PORT } from '../protocol/packet';
import { SimulatedDevice } from '../simulator/simulated-device';
import { dashboardPath, readCounterFlow } from './counter-flow';
import { nextFreePort } from './free-port';
import { NodeRedProcess } from './node-red-process';

const PACKAGE_FOLDER = resolve(__dirname, '../..');
const FIRMWARE = join(PACKAGE_FOLDER, 'dist/firmware/firmware.js');
const DASHBOARD = '@flowfuse/node-red-dashboard';
const EDITOR_PORT = 1880;
/** Its own: the chips of `npm run simulate` are named by their MAC, and may send to the same port. */
const CHIP_ID = 'esp8266-demo';

/** What a demonstration tells while it runs. */
export interface Listeners {
  /** A line of the chip's serial console, such as `ack 12`. */
  onChipLine(line: string): void;
  onNodeRedLine(line: string): void;
  /** Ends Node-RED when aborted, also while it starts. */
  signal: AbortSignal;
}

/** Node-RED with the counter flow, and one simulated ESP8266 that runs the built firmware and sends to it. */
export class Demonstration {
  private constructor(
    private readonly nodeRed: NodeRedProcess,
    private readonly chip: SimulatedDevice,
    /** The port that the chip sends to: 3000, or the next free one. */
    readonly counterPort: number,
    readonly dashboardUrl: string,
  ) {}

  /** Starts Node-RED; the chip is ready to be powered on. Throws an Error that says why it cannot. */
  static async start({ onChipLine, onNodeRedLine, signal }: Listeners): Promise<Demonstration> {
    const script = await readFirmware();
    const counterPort = await nextFreePort(DEFAULT_PORT);
    const settings = { id: CHIP_ID, server: { port: counterPort }, flashedAt: Math.floor(Date.now() / 1000) };
    const chip = new SimulatedDevice({ script, settings, print: onChipLine });
    const flows = await readCounterFlow(PACKAGE_FOLDER, counterPort);
    const nodeRed = await NodeRedProcess.start({
      packages: { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER, [DASHBOARD]: dashboardFolder() },
      flows,
      port: await nextFreePort(EDITOR_PORT),
      onLine: onNodeRedLine,
      signal,
    });
    return new Demonstration(nodeRed, chip, counterPort, new URL(dashboardPath(flows), nodeRed.url).href);
  }

  powerOnChip(): void {
    this.chip.powerOn();
  }

  get editorUrl(): string {
    return this.nodeRed.url;
  }

  /** Resolves when Node-RED is gone, whoever ended it. */
  get hasEnded(): Promise<void> {
    return this.nodeRed.hasEnded;
  }

  /** The last lines that Node-RED printed. */
  get lastLines(): string {
    return this.nodeRed.log.slice(-10).join('\n');
  }

  async stop(): Promise<void> {
    this.chip.powerOff();
    await this.nodeRed.stop();
  }
}

async function readFirmware(): Promise<string> {
  try {
    return await readFile(FIRMWARE, 'utf8');
  } catch (error) {
    throw new Error(`the built firmware is missing at ${FIRMWARE}; run "npm run build"`, { cause: error });
  }
}

function dashboardFolder(): string {
  try {
    return dirname(require.resolve(`${DASHBOARD}/package.json`));
  } catch (error) {
    throw new Error(`${DASHBOARD} is not installed; run "npm ci"`, { cause: error });
  }
}
