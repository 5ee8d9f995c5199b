import { join } from 'node:path';
import type { FlowNode } from '../bench/bench-node-red';
import type { Memory } from '../bench/node-red/count';
import { nextFreePort } from '../demo/free-port';
import { NodeRedProcess } from '../demo/node-red-process';
import type { ResidentMemory } from './node-red/peak';
import { GOOD, type GoodArrivals } from './node-red/witness';

/** A receiving node, and a flow that does nothing but look. */
export interface WitnessedOptions {
  answerWhen: 'handed' | 'confirmed';
  /** The key shared with the devices. */
  key?: string | undefined;
  /** What the flow confirms where it has to: all that it gets, or only what good devices send. */
  confirms?: 'all' | 'good';
  /** Where the readings are written down that are not of good devices. */
  file?: string;
  /** More properties of the receiving node. */
  properties?: Record<string, unknown>;
}

const PROJECT = join(__dirname, '../..');
/** Below the ports that systems give to clients. */
const FIRST_PORT = 22_000;
const PATIENCE_MS = 120_000;

/** A Node-RED of its own whose every word, event and reading is looked at. */
export class WitnessedNodeRed {
  private hasEnded = false;
  private readonly startLines: number;

  private constructor(
    private readonly process: NodeRedProcess,
    /** Where chips connect. */
    readonly port: number,
  ) {
    this.startLines = process.log.length;
    void process.hasEnded.then(() => {
      this.hasEnded = true;
    });
  }

  static async start(options: WitnessedOptions): Promise<WitnessedNodeRed> {
    const process = await NodeRedProcess.start({
      packages: {
        '@chip-to-flow/node-red-esp8266': PROJECT,
        'chip-to-flow-bench': join(__dirname, '../bench/node-red'),
        'chip-to-flow-torture': join(__dirname, 'node-red'),
      },
      flows: [],
      port: 0,
    });
    const port = await nextFreePort(FIRST_PORT);
    await process.deploy(flow(options, port)); // deployed, for Node-RED takes a key from nowhere else
    return new WitnessedNodeRed(process, port);
  }

  /** What of good devices the flow has got, by id. */
  async goodArrivals(): Promise<Map<string, GoodArrivals>> {
    return new Map(Object.entries((await this.ask('torture-witness/witness/good')) as Record<string, GoodArrivals>));
  }

  /** Has everything that the flow got written down; gives the size of the file then. */
  async record(): Promise<number> {
    return (await this.ask('torture-witness/witness/write', 'POST')) as number;
  }

  /** How often each event was told. */
  async events(): Promise<Map<string, number>> {
    return new Map(Object.entries((await this.ask('torture-tally/tally')) as Record<string, number>));
  }

  /** What the process holds after everything that is garbage has been collected. */
  async heldMemory(): Promise<Memory> {
    return (await this.ask('bench-count/memory')) as Memory;
  }

  /** Resident memory, and the most of it since the last call. */
  async residentMemory(): Promise<ResidentMemory> {
    return (await this.ask('torture/peak')) as ResidentMemory;
  }

  /** What it said since its flow runs that is no information or warning, and whether it is gone. */
  complaints(): string[] {
    const said = this.process.log.slice(this.startLines).filter((line) => !/\[(info|warn)\]/.test(line));
    return this.hasEnded ? [...said, 'Node-RED has ended'] : said;
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private async ask(path: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(new URL(path, this.process.url), { method, signal }).catch((error) => {
      throw new Error(`Node-RED does not answer; it said:\n${this.complaints().join('\n')}`, { cause: error });
    });
    return response.json();
  }
}

function flow({ answerWhen, key, confirms = 'all', file, properties }: WitnessedOptions, port: number): object[] {
  const next = answerWhen === 'handed' ? [] : [confirms === 'all' ? 'confirm' : 'sieve'];
  const nodes: FlowNode[] = [
    {
      id: 'receiver',
      type: 'esp8266-tcp-in',
      port,
      answerWhen,
      ...(key === undefined ? {} : { credentials: { key } }),
      wires: [['witness'], ['tally']],
      ...properties,
    },
    { id: 'witness', type: 'torture-witness', ...(file === undefined ? {} : { file }), wires: [next] },
    { id: 'sieve', type: 'function', func: ONLY_GOOD, wires: [['confirm']] },
    { id: 'confirm', type: 'esp8266-tcp-out', wires: [] },
    { id: 'tally', type: 'torture-tally', wires: [] },
  ];
  return [{ id: 'tab', type: 'tab' }, ...nodes.map((node) => ({ z: 'tab', x: 0, y: 0, ...node }))];
}

const ONLY_GOOD = `if (msg.device.id.startsWith('${GOOD}')) return msg;`;
