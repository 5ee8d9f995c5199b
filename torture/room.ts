import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nextFreePort } from '../demo/free-port';
import { StoredReadings } from './database/stored-readings';
import { Fleet } from './fleet/fleet';
import type { Ledger } from './ledger';
import { Network } from './network/network';
import { type LifeOptions, NodeRedLives } from './node-red-lives';
import { PLANTED_BUG, type Planted } from './planted';
import { UsageWatch } from './usage-watch';

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
/** A chip that has failed several times in a row rests for 30 s, and then wants its answer. */
const SILENCE_MS = 45_000;
/** A chip that is heard sends again what was not confirmed: the flow has 4 s, the chip waits 5 s for its answer, rests 2 s. */
const REPETITION_MS = 15_000;
const LONGEST_WAIT_MS = 180_000;
const LOOK_MS = 500;

/** Devices, a network, a Node-RED, and the database of its flow; nothing of it stays when it is closed. */
export class Room {
  stored!: StoredReadings;
  nodeRed!: NodeRedLives;
  network!: Network;
  fleet!: Fleet;
  usage!: UsageWatch;
  /** Where Node-RED keeps its context. */
  kept!: string;
  /** What ends each part, the one opened last at the end. */
  private readonly closers: (() => unknown)[] = [];

  private constructor() {}

  static async open(options: RoomOptions): Promise<Room> {
    const room = new Room();
    try {
      await room.furnish(options);
      return room;
    } catch (error) {
      await room.close();
      throw error;
    }
  }

  /** Counts what was taken, and waits until the flow has of it all that it can still get. */
  async settle(): Promise<Ledger> {
    const taken = await this.fleet.taken();
    const until = performance.now() + LONGEST_WAIT_MS;
    let left = this.stored.outstanding(taken);
    let changedAt = performance.now();
    while (left.readings > 0 && performance.now() < until) {
      const patienceMs = left.silentDevices > 0 ? SILENCE_MS : REPETITION_MS;
      if (performance.now() > changedAt + patienceMs) break;
      await pause(LOOK_MS);
      const now = this.stored.outstanding(taken);
      if (now.readings !== left.readings || now.silentDevices !== left.silentDevices) changedAt = performance.now();
      left = now;
    }
    return { taken, ...this.stored.ledger(), events: this.nodeRed.told };
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private async furnish({ without, devices, intervalMs, connection }: RoomOptions): Promise<void> {
    const folder = this.makeFolder();
    this.stored = new StoredReadings(folder);
    this.closers.push(() => this.stored.close());
    const port = await nextFreePort(FIRST_PORT);
    this.kept = join(folder, 'kept');
    this.nodeRed = new NodeRedLives(lifeOptions({ folder, kept: this.kept, port, without }));
    this.closers.push(() => this.nodeRed.kill());
    await this.nodeRed.start();
    this.usage = new UsageWatch(this.nodeRed);
    this.closers.push(() => this.usage.stop());
    this.network = await Network.start(port);
    this.closers.push(() => this.network.stop());
    this.fleet = await Fleet.start({ devices, intervalMs, connection, host: '127.0.0.1', port: this.network.port });
    this.closers.push(() => this.fleet.stop());
  }

  /** It goes with the room, and also when this process is ended before. */
  private makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'torture-'));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.once('exit', remove);
    this.closers.push(remove, () => process.off('exit', remove));
    return folder;
  }
}

interface Furnishing {
  folder: string;
  kept: string;
  port: number;
  without: Planted | undefined;
}

function lifeOptions({ folder, kept, port, without }: Furnishing): LifeOptions {
  const files = { module: 'localfilesystem', config: { dir: kept, cache: false } } as const;
  return {
    port,
    folder,
    answerWhen: without === 'confirmation' ? 'handed' : 'confirmed',
    context: without === 'persistence' ? { module: 'memory' } : files,
    env: without === 'deduplication' ? { [PLANTED_BUG]: without } : {},
  };
}
