import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FlowNode } from '../../demo/demo-flow';

export const EXAMPLES_FOLDER = resolve(__dirname, '../../../examples/flows');

/** How much faster than for a person an example runs in a test. */
const HASTE = 20;

/** The nodes in an example file, as they are; `file` is relative to `examples/flows`. */
export function readExample(file: string): FlowNode[] {
  return JSON.parse(readFileSync(join(EXAMPLES_FOLDER, file), 'utf8'));
}

/** An example with a debug node `listens` more: it shows the topics of what its receiving node tells. */
export function tellingEvents(flow: FlowNode[]): FlowNode[] {
  const listens = { id: 'listens', type: 'debug', name: 'listens', active: true, tosidebar: true, complete: 'topic' };
  const wired = flow.map((node) => {
    if (node.type !== 'esp8266-tcp-in') return node;
    const [readings = [], events = []] = node.wires as string[][];
    return { ...node, wires: [readings, [...events, listens.id]] };
  });
  return [...wired, { ...listens, z: flow[0]?.id, x: 0, y: 0 }];
}

/** An example on another port, where a second of its own nodes takes 50 ms. */
export function quickly(flow: FlowNode[], port: number): FlowNode[] {
  return flow.map((node) => {
    if (node.type === 'tcp request') return { ...node, port: String(port) };
    if (node.type === 'esp8266-tcp-in') return { ...node, port: String(port), ...hastened(node) };
    if (node.type === 'esp8266-flash') return { ...node, serverPort: String(port) };
    if (node.type === 'inject' && node.repeat !== '') return { ...node, repeat: hasten(node.repeat) };
    return node;
  });
}

function hastened({ offlineAfter, confirmTimeout }: FlowNode): object {
  const patience = confirmTimeout === undefined ? {} : { confirmTimeout: hasten(confirmTimeout) };
  return { offlineAfter: hasten(offlineAfter), ...patience };
}

function hasten(seconds: unknown): string {
  return String(Number(seconds) / HASTE);
}
