import { join } from 'node:path';
import { NodeRedProcess } from '../demo/node-red-process';

const PROJECT = join(__dirname, '../..');
const PATIENCE_MS = 60_000;

/** A context store that writes to disk before it says that it has; the default one is memory, as in a new Node-RED. */
export const DISK = 'disk';
const CONTEXT_STORAGE = {
  default: { module: 'memory' },
  [DISK]: { module: 'localfilesystem', config: { cache: false } },
};

/** A node of a flow, as an exported flow has it. */
export interface FlowNode {
  id: string;
  type: string;
  wires: string[][];
  [property: string]: unknown;
}

/** A Node-RED of its own with the built package, the nodes of the bench, and one flow. */
export class BenchNodeRed {
  private constructor(private readonly process: NodeRedProcess) {}

  static async start(nodes: FlowNode[], env: Record<string, string> = {}): Promise<BenchNodeRed> {
    const process = await NodeRedProcess.start({
      packages: {
        '@chip-to-flow/node-red-esp8266': PROJECT,
        'chip-to-flow-bench': join(__dirname, 'node-red'),
      },
      flows: [],
      port: 0,
      settings: { contextStorage: CONTEXT_STORAGE },
      env,
    });
    // Deployed, for Node-RED takes a key from nowhere else; and only a node that has a place on the canvas is one that a
    // Catch node looks after.
    await process.deploy([{ id: 'tab', type: 'tab' }, ...nodes.map((node) => ({ z: 'tab', x: 0, y: 0, ...node }))]);
    return new BenchNodeRed(process);
  }

  /** What the bench's nodes answer at `path`. Throws an Error with Node-RED's log when that is a failure. */
  async ask(path: string, { method = 'GET', patienceMs = PATIENCE_MS } = {}): Promise<unknown> {
    const response = await fetch(new URL(path, this.process.url), {
      method,
      signal: AbortSignal.timeout(patienceMs),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    throw new Error(`${path} answered ${response.status} ${answer}; Node-RED said:\n${this.process.log.join('\n')}`);
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
