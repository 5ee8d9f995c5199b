import { join } from 'node:path';
import { ChildProgram } from '../child-program';
import type { TakenBoot } from '../ledger';
import type { DeviceFault, FleetOptions, FleetOrders } from './orders';

/** Many simulated devices in a process of their own, each with its own source address where the system has some. */
export class Fleet {
  private constructor(private readonly program: ChildProgram<FleetOrders>) {}

  /** Resolves when all are switched on, which is spread over one interval; a thousand take some seconds. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const program = new ChildProgram<FleetOrders>(join(__dirname, 'fleet-process.js'));
    await program.ask('start', options);
    return new Fleet(program);
  }

  /** Lets it happen to device number `device`, from 0. */
  fault(name: DeviceFault, device: number): void {
    this.program.tell('fault', name, device);
  }

  /** What each boot of each device has taken by now, by the device's id. */
  taken(): Promise<Map<string, TakenBoot[]>> {
    return this.program.ask('taken');
  }

  /** Ends the process, and every device in it. */
  async stop(): Promise<void> {
    await this.program.stop();
  }
}
