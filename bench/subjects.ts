import { DISK, type FlowNode } from './bench-node-red';
import { SHARED_KEY } from './loads';

/** A server to be measured: the flow that a Node-RED of its own runs. */
export interface Subject {
  name: string;
  /** The nodes of a flow that listens on `port` and ends in the counter. */
  flow: (port: number) => FlowNode[];
}

/** The id of the counting node, the same in every flow. */
export const COUNTER = 'count';

const counter: FlowNode = { id: COUNTER, type: 'bench-count', wires: [] };

/** Our node with its defaults; but no limits and no silence, for one machine plays all of the chips. */
export const ours: Subject = {
  name: 'esp8266-tcp-in',
  flow: (port) => [
    {
      id: 'in',
      type: 'esp8266-tcp-in',
      port: String(port),
      maxConnections: '0',
      maxConnectionsPerAddress: '0',
      idleTimeout: '0',
      offlineAfter: '3600',
      wires: [[COUNTER], []],
    },
    counter,
  ],
};

/** Our nodes where the flow does nothing but confirm what it gets. */
export const oursConfirmed: Subject = {
  name: 'esp8266-tcp-in, confirmed',
  flow: (port) => [
    ...ours.flow(port).map((node) => ({
      ...node,
      ...(node.id === 'in' ? { answerWhen: 'confirmed' } : { wires: [['out']] }),
    })),
    { id: 'out', type: 'esp8266-tcp-out', wires: [] },
  ],
};

/** The same where what is known of the devices is kept on disk, and written before it is answered for. */
export const oursKept: Subject = {
  name: 'esp8266-tcp-in, confirmed, on disk',
  flow: (port) => oursConfirmed.flow(port).map((node) => (node.id === 'in' ? { ...node, contextStore: DISK } : node)),
};

/** Our node with a key: it takes only what is signed, and signs its answers. */
export const oursSigned: Subject = {
  name: 'esp8266-tcp-in, signed',
  flow: (port) =>
    ours.flow(port).map((node) => (node.id === 'in' ? { ...node, credentials: { key: SHARED_KEY } } : node)),
};

/** Node's `net` and the least code that does the parse. */
export const bareServer: Subject = {
  name: 'bare net server',
  flow: (port) => [{ id: 'in', type: 'bench-bare-server', port, wires: [[COUNTER]] }, counter],
};

/** The core node as its users set it for lines of text. It gives strings: what would make numbers of them is left out. */
export const coreNode: Subject = {
  name: 'core tcp in',
  flow: (port) => [tcpIn(port, COUNTER), counter],
};

/** The core nodes for reports: `tcp in`, what finds the answer (see `node-red/answer.ts`), and `tcp out` as reply. */
export const coreNodes: Subject = {
  name: 'core tcp in, tcp out',
  flow: (port) => [
    tcpIn(port, 'answer'),
    { id: 'answer', type: 'bench-answer', wires: [[COUNTER], ['out']] },
    { id: 'out', type: 'tcp out', beserver: 'reply', wires: [] },
    counter,
  ],
};

function tcpIn(port: number, next: string): FlowNode {
  return {
    id: 'in',
    type: 'tcp in',
    server: 'server',
    port: String(port),
    datamode: 'stream',
    datatype: 'utf8',
    newline: '\\r\\n',
    wires: [[next]],
  };
}
