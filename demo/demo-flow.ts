import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A node of a flow file: what all have, and its own properties. */
export type FlowNode = { id: string; type: string } & Record<string, unknown>;

const COUNTER = 'examples/flows/dashboard/01 Live counter.json';
const STATION = 'examples/flows/dashboard/02 Flash station.json';

/**
 * The dashboard examples of the package in `packageFolder`, on one page: a blank simulated board to flash, and below it
 * its counter, received on `port` of this machine only.
 */
export async function readDemoFlow(packageFolder: string, port: number): Promise<FlowNode[]> {
  const [counter, station] = await Promise.all([COUNTER, STATION].map((file) => readFlow(join(packageFolder, file))));
  return joinOnOnePage(counter ?? [], station ?? []).map((node) => setUp(node, port));
}

/** Where the flow's dashboard page is, relative to the editor: `dashboard/counter`. */
export function dashboardPath(flow: FlowNode[]): string {
  const parts = ['ui-base', 'ui-page'].map((type) => flow.find((node) => node.type === type)?.path);
  return parts.join('').replace(/^\//, '');
}

async function readFlow(file: string): Promise<FlowNode[]> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** The groups of `added` come before those of `flow`, on its page. */
function joinOnOnePage(flow: FlowNode[], added: FlowNode[]): FlowNode[] {
  const page = flow.find(({ type }) => type === 'ui-page')?.id;
  const ids = new Set(flow.map(({ id }) => id));
  const groups = added.filter(({ type }) => type === 'ui-group').length;
  return [
    ...flow.map((node) => (node.type === 'ui-group' ? { ...node, order: Number(node.order) + groups } : node)),
    ...added
      .filter(({ id, type }) => !ids.has(id) && type !== 'ui-page')
      .map((node) => (node.type === 'ui-group' ? { ...node, page } : node)),
  ];
}

function setUp(node: FlowNode, port: number): FlowNode {
  if (node.type === 'esp8266-flash') return { ...node, port: 'simulated', serverPort: String(port) };
  if (node.type === 'esp8266-tcp-in')
    return { ...node, name: `port ${port}`, port: String(port), bindAddress: '127.0.0.1' };
  return node;
}
