import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nextFreePort } from '../demo/free-port';
import { StoredReadings } from './database/stored-readings';
import { Fleet } from './fleet/fleet';
import type { Ledger } from './ledger';
import { Network } from './network/network';
import { NodeRedLives } from './node-red-lives';
import { PLANTED_BUG, type Planted } from './planted';

/** What the room is furnished with. */
export interface RoomOptions {
  devices: number;
  intervalMs: number;
  connection: 'per-packet' | 'keep-open';
  /** What of the product is taken away, to see that it is missed. */
  without?: Planted | undefined;
}

/** Below the ports that systems give to clients: Node-RED finds its own again after each death. */
const FIRST_PORT = 21_000;
/** A chip may rest for 30 s after failures in a row, and then wants its answer. */
const LONGEST_REST_MS = 45_000;
const LONGEST_WAIT_MS = 180_000;
const LOOK_MS = 500;

/** Devices, a network, a Node-RED, and the database of its flow; nothing of it stays when it is closed. */
export class Room {
  private constructor(
    private readonly folder: string,
    readonly stored: StoredReadings,
    readonly nodeRed: NodeRedLives,
    readonly network: Network,
    readonly fleet: Fleet,
  ) {}

  static async open({ without, ...options }: RoomOptions): Promise<Room> {
    const folder = await mkdtemp(join(tmpdir(), 'torture-'));
    const port = await nextFreePort(FIRST_PORT);
    const stored = new StoredReadings(folder);
    const nodeRed = new NodeRedLives({
      port,
      folder,
      answerWhen: without === 'confirmation' ? 'handed' : 'confirmed',
      context:
        without === 'persistence'
          ? { module: 'memory' }
          : { module: 'localfilesystem', config: { dir: join(folder, 'kept'), cache: false } },
      env: without === 'deduplication' ? { [PLANTED_BUG]: without } : {},
    });
    await nodeRed.start();
    const network = await Network.start(port);
    const fleet = await Fleet.start({ ...options, host: '127.0.0.1', port: network.port });
    return new Room(folder, stored, nodeRed, network, fleet);
  }

  /** Counts what was taken, and waits until the flow has of it all that it can still get. */
  async settle(): Promise<Ledger> {
    const taken = await this.fleet.taken();
    const until = performance.now() + LONGEST_WAIT_MS;
    let missing = this.stored.missingOf(taken);
    let changedAt = performance.now();
    while (missing > 0 && performance.now() < Math.min(until, changedAt + LONGEST_REST_MS)) {
      await pause(LOOK_MS);
      const now = this.stored.missingOf(taken);
      if (now !== missing) changedAt = performance.now();
      missing = now;
    }
    return { taken, ...this.stored.ledger(), events: this.nodeRed.told };
  }

  async close(): Promise<void> {
    await Promise.all([this.fleet.stop(), this.network.stop(), this.nodeRed.kill()]);
    this.stored.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
