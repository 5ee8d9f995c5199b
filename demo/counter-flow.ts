import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A node of a flow file: what all have, and its own properties. */
export type FlowNode = { id: string; type: string } & Record<string, unknown>;

const EXAMPLE = 'examples/flows/dashboard/01 Live counter.json';

/** The dashboard example of the package in `packageFolder`, listening on `port` of this machine only. */
export async function readCounterFlow(packageFolder: string, port: number): Promise<FlowNode[]> {
  const flow: FlowNode[] = JSON.parse(await readFile(join(packageFolder, EXAMPLE), 'utf8'));
  return flow.map((node) =>
    node.type === 'esp8266-tcp-in'
      ? { ...node, name: `port ${port}`, port: String(port), bindAddress: '127.0.0.1' }
      : node,
  );
}

/** Where the flow's dashboard page is, relative to the editor: `dashboard/counter`. */
export function dashboardPath(flow: FlowNode[]): string {
  const parts = ['ui-base', 'ui-page'].map((type) => flow.find((node) => node.type === type)?.path);
  return parts.join('').replace(/^\//, '');
}
