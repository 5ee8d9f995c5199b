import { freePort } from '../test/node-red/free-port';
import { BenchNodeRed } from './bench-node-red';
import type { Memory } from './node-red/count';
import type { Spent } from './node-red/counted-window';
import { COUNTER, type Subject } from './subjects';

/** One server under test: a Node-RED of its own with the flow of one subject. */
export class ServerProcess {
  private constructor(
    private readonly nodeRed: BenchNodeRed,
    /** Where chips connect. */
    readonly port: number,
  ) {}

  /** `nodeOptions`: flags for Node itself. */
  static async start({ flow }: Subject, nodeOptions = process.env.NODE_OPTIONS ?? ''): Promise<ServerProcess> {
    const port = await freePort();
    return new ServerProcess(await BenchNodeRed.start(flow(port), { NODE_OPTIONS: nodeOptions }), port);
  }

  /** Has the next `skip` packets thrown away as warm-up and the `packets` after them measured. */
  async openWindow(skip: number, packets: number): Promise<void> {
    await this.nodeRed.ask(`bench-count/${COUNTER}/window?skip=${skip}&packets=${packets}`, { method: 'POST' });
  }

  /** What the server spent on the window; waits for its last packet. */
  async spent(): Promise<Spent> {
    return (await this.nodeRed.ask(`bench-count/${COUNTER}/window`)) as Spent;
  }

  async memory(): Promise<Memory> {
    return (await this.nodeRed.ask('bench-count/memory')) as Memory;
  }

  async stop(): Promise<void> {
    await this.nodeRed.stop();
  }
}
