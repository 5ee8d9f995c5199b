import { dirname, resolve } from 'node:path';
import { DEFAULT_PORT } from '../protocol/packet';
import { dashboardPath, readDemoFlow } from './demo-flow';
import { nextFreePort } from './free-port';
import { NodeRedProcess } from './node-red-process';

const PACKAGE_FOLDER = resolve(__dirname, '../..');
const DASHBOARD = '@flowfuse/node-red-dashboard';
const EDITOR_PORT = 1880;

/** What a demonstration tells while it runs. */
export interface Listeners {
  onNodeRedLine(line: string): void;
  /** Ends Node-RED when aborted, also while it starts. */
  signal: AbortSignal;
}

/** Node-RED with a flow that flashes a blank simulated ESP8266 at the press of a button, and receives its counter. */
export class Demonstration {
  private constructor(
    private readonly nodeRed: NodeRedProcess,
    /** The port that the chip will send to: 3000, or the next free one. */
    readonly counterPort: number,
    readonly dashboardUrl: string,
  ) {}

  /** Starts Node-RED. Throws an Error that says why it cannot. */
  static async start({ onNodeRedLine, signal }: Listeners): Promise<Demonstration> {
    const counterPort = await nextFreePort(DEFAULT_PORT);
    const flows = await readDemoFlow(PACKAGE_FOLDER, counterPort);
    const nodeRed = await NodeRedProcess.start({
      packages: { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER, [DASHBOARD]: dashboardFolder() },
      flows,
      port: await nextFreePort(EDITOR_PORT),
      onLine: onNodeRedLine,
      signal,
    });
    return new Demonstration(nodeRed, counterPort, new URL(dashboardPath(flows), nodeRed.url).href);
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
    await this.nodeRed.stop();
  }
}

function dashboardFolder(): string {
  try {
    return dirname(require.resolve(`${DASHBOARD}/package.json`));
  } catch (error) {
    throw new Error(`${DASHBOARD} is not installed; run "npm ci"`, { cause: error });
  }
}
