import { join } from 'node:path';
import { ChildProgram } from '../child-program';
import type { NetworkCounts, NetworkFault, NetworkOrders } from './orders';

/** The way from the devices to Node-RED, in a process of its own; each device keeps its address on it. */
export class Network {
  private constructor(
    private readonly program: ChildProgram<NetworkOrders>,
    /** Where devices connect, on 127.0.0.1. */
    readonly port: number,
  ) {}

  /** Leads to `targetPort` of 127.0.0.1, whether somebody listens there already or not. */
  static async start(targetPort: number): Promise<Network> {
    const program = new ChildProgram<NetworkOrders>(join(__dirname, 'network-process.js'));
    return new Network(program, await program.ask('start', targetPort));
  }

  /** Lets it go wrong from now on for `durationMs`; faults of several kinds may overlap. */
  fault(name: NetworkFault, durationMs: number): void {
    this.program.tell('fault', name, durationMs);
  }

  counts(): Promise<NetworkCounts> {
    return this.program.ask('counts');
  }

  /** Ends the process, and every connection through it. */
  async stop(): Promise<void> {
    await this.program.stop();
  }
}
