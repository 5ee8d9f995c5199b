import type { FlowNode } from '../bench/bench-node-red';

/** What the flow of the torture room is made for. */
export interface FlowOptions {
  port: number;
  /** Where the databases are. */
  folder: string;
  answerWhen: 'handed' | 'confirmed';
  /** Told apart in the editor by this: another one makes a deploy a change of the receiving node. */
  name: string;
}

/** Readings overtake each other by up to this much, ms. */
const MOST_DELAY_MS = 200;
/** Beyond the thousand that a person would want. */
const MOST_CONNECTIONS = 5000;

/** Takes readings, mixes them up, stores them, confirms what is stored, and says on the console what it is told. */
export function tortureFlow({ port, folder, answerWhen, name }: FlowOptions): object[] {
  const nodes: FlowNode[] = [
    {
      id: 'receiver',
      type: 'esp8266-tcp-in',
      name,
      port,
      answerWhen,
      maxConnections: MOST_CONNECTIONS,
      maxConnectionsPerAddress: MOST_CONNECTIONS, // some systems have one loopback address only
      wires: [['mix'], ['tell']],
    },
    {
      id: 'mix',
      type: 'delay',
      pauseType: 'random',
      randomFirst: '0',
      randomLast: String(MOST_DELAY_MS),
      randomUnits: 'milliseconds',
      wires: [['store']],
    },
    { id: 'store', type: 'torture-store', folder, wires: [] },
    { id: 'stored', type: 'complete', scope: ['store'], wires: [['confirm']] },
    { id: 'confirm', type: 'esp8266-tcp-out', wires: [] },
    { id: 'confirmed', type: 'complete', scope: ['confirm'], wires: [['note']] },
    { id: 'note', type: 'torture-note', folder, wires: [] },
    // A reading that was not stored is an error by design here; without this node each would be a line in the log.
    { id: 'failed', type: 'catch', scope: ['store'], wires: [[]] },
    { id: 'tell', type: 'function', func: TELL, wires: [] },
  ];
  return [{ id: 'tab', type: 'tab' }, ...nodes.map((node) => ({ z: 'tab', x: 0, y: 0, ...node }))];
}

/** Marks the lines of Node-RED's output that are events. */
export const TOLD = 'told ';
/** On the console, which on Linux is written at once: a kill loses none. */
const TELL = `
  const { topic, payload, device = {} } = msg;
  console.log('${TOLD}' + JSON.stringify({ topic, payload, id: device.id ?? '' }));
`;
