import { join } from 'node:path';
import { NodeRedProcess } from '../demo/node-red-process';
import { freePort } from '../test/node-red/free-port';
import type { Memory } from './node-red/count';
import type { Spent } from './node-red/counted-window';
import { COUNTER, type Subject } from './subjects';

const PROJECT = join(__dirname, '../..');
const PATIENCE_MS = 60_000;

/** One server under test: a Node-RED of its own with the flow of one subject. */
export class ServerProcess {
  private constructor(
    private readonly nodeRed: NodeRedProcess,
    /** Where chips connect. */
    readonly port: number,
  ) {}

  /** `nodeOptions`: flags for Node itself. */
  static async start({ flow }: Subject, nodeOptions = process.env.NODE_OPTIONS ?? ''): Promise<ServerProcess> {
    const port = await freePort();
    const nodeRed = await NodeRedProcess.start({
      packages: {
        '@chip-to-flow/node-red-esp8266': PROJECT,
        'chip-to-flow-bench': join(__dirname, 'node-red'),
      },
      flows: [{ id: 'tab', type: 'tab' }, ...flow(port).map((node) => ({ z: 'tab', ...node }))],
      port: 0,
      env: { NODE_OPTIONS: nodeOptions },
    });
    return new ServerProcess(nodeRed, port);
  }

  /** Has the next `skip` packets thrown away as warm-up and the `packets` after them measured. */
  async openWindow(skip: number, packets: number): Promise<void> {
    await this.ask(`bench-count/${COUNTER}/window?skip=${skip}&packets=${packets}`, 'POST');
  }

  /** What the server spent on the window; waits for its last packet. */
  async spent(): Promise<Spent> {
    return (await this.ask(`bench-count/${COUNTER}/window`)) as Spent;
  }

  async memory(): Promise<Memory> {
    return (await this.ask('bench-count/memory')) as Memory;
  }

  async stop(): Promise<void> {
    await this.nodeRed.stop();
  }

  private async ask(path: string, method = 'GET'): Promise<unknown> {
    const response = await fetch(new URL(path, this.nodeRed.url), { method, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}; Node-RED said:\n${this.nodeRed.log.join('\n')}`);
    return response.json();
  }
}
