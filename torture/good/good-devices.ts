import { join } from 'node:path';
import { ChildProgram } from '../child-program';
import type { GoodArrivals } from '../node-red/witness';
import type { GoodDeeds, GoodOptions, GoodOrders } from './orders';

/** Devices that do nothing wrong, in a process of their own, each with its own address. */
export class GoodDevices {
  private constructor(private readonly program: ChildProgram<GoodOrders>) {}

  static async start(options: GoodOptions): Promise<GoodDevices> {
    const program = new ChildProgram<GoodOrders>(join(__dirname, 'good-process.js'));
    await program.ask('start', options);
    return new GoodDevices(program);
  }

  /** Has no readings taken until `resume`, waits until all are answered (for a minute at most), and tells what was done. */
  async rest(): Promise<GoodDeeds> {
    await this.program.ask('rest');
    return this.program.ask('deeds');
  }

  async resume(): Promise<void> {
    await this.program.ask('resume');
  }

  /** How long each report took that was answered since this or the deeds were asked for last, ms. */
  async latenciesMs(): Promise<number[]> {
    return (await this.program.ask('deeds')).latenciesMs;
  }

  /** How many readings each has taken by now, by id; what was answered meanwhile stays to be told. */
  async taken(): Promise<Map<string, number>> {
    return this.program.ask('taken');
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}

/** What of the good devices' readings did not come, and what came more than once. */
export function goodLosses(taken: Map<string, number>, arrivals: Map<string, GoodArrivals>): GoodLosses {
  const losses = { taken: 0, lost: 0, repeated: 0 };
  for (const [id, count] of taken) {
    losses.taken += count;
    losses.lost += count - (arrivals.get(id)?.count ?? 0);
    losses.repeated += arrivals.get(id)?.repeated ?? 0;
  }
  return losses;
}

export interface GoodLosses {
  taken: number;
  lost: number;
  repeated: number;
}
