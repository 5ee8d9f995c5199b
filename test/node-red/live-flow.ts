import { resolve } from 'node:path';
import { NodeRedProcess } from '../../demo/node-red-process';
import { freePort } from './free-port';
import { Probe, type SeenMessage } from './probe';

const PACKAGE_FOLDER = resolve(__dirname, '../../..');
const TAB = { id: 'flow', type: 'tab' };

/** Properties of a node under test. */
export type Properties = Record<string, unknown>;

/** A receiving node named `receiver`, wired to the probes unless told otherwise. */
export function receiver(properties: Properties): Properties {
  return { id: 'receiver', type: 'esp8266-tcp-in', z: 'flow', wires: [['readings'], ['events']], ...properties };
}

/** A confirming node named `confirmer`. */
export function confirmer(properties: Properties = {}): Properties {
  return { id: 'confirmer', type: 'esp8266-tcp-out', z: 'flow', wires: [], ...properties };
}

/** A flashing node named `flasher`, wired to the probes unless told otherwise. */
export function flasher(properties: Properties): Properties {
  return { id: 'flasher', type: 'esp8266-flash', z: 'flow', wires: [['results'], ['progress']], ...properties };
}

/**
 * A whole Node-RED process with the built package. Its probes are core nodes only and share nothing with our code: each
 * prints what it sees, and the process's output cannot be lost over a deploy as a connection could.
 */
export class LiveFlow {
  readonly readings = new Probe('readings');
  readonly events = new Probe('events');
  readonly results = new Probe('results');
  readonly progress = new Probe('progress');
  readonly caught = new Probe('caught');
  readonly statuses = new Probe('statuses');
  process!: NodeRedProcess;

  /** `settings` are more of Node-RED's own. */
  static async start(env: Record<string, string> = {}, settings: object = {}): Promise<LiveFlow> {
    const flow = new LiveFlow();
    flow.process = await NodeRedProcess.start({
      packages: { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER },
      flows: [],
      port: 0,
      env,
      settings,
      onLine: (line) => flow.read(line),
    });
    return flow;
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  /** Deploys `nodes` with the probes. A `full` deploy begins anew: what was seen before is forgotten. */
  async deploy(nodes: Properties[], type = 'full'): Promise<void> {
    await this.process.deploy([TAB, ...[...probeNodes(), ...nodes].map(placed)], type);
  }

  /** Deploys one receiving node on a free port and waits until it listens; gives the port. */
  async receive(properties: Properties = {}): Promise<number> {
    const port = await freePort();
    await this.deploy([receiver({ port: String(port), ...properties })]);
    await this.event('listening');
    return port;
  }

  /** The next event of this name. */
  event(topic: string): Promise<SeenMessage> {
    return this.events.next((message) => message.topic === topic);
  }

  /** The next status of which the text holds `text`. */
  async status(text: string): Promise<NonNullable<SeenMessage['status']>> {
    const { status } = await this.statuses.next((message) => message.status?.text.includes(text) === true);
    return status as NonNullable<SeenMessage['status']>;
  }

  /** Sends `{ action }` into the node named `receiver`. */
  act(action: string): Promise<void> {
    return this.inject('receiver', { action });
  }

  /** Sends a message with these properties into the node of that name. */
  async inject(node: InjectedNode, message: Properties): Promise<void> {
    const properties = Object.entries(message).map(([p, value]) => ({ p, v: JSON.stringify(value), vt: 'json' }));
    const response = await fetch(new URL(`inject/${node}-control`, this.process.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ __user_inject_props__: properties }),
    });
    if (!response.ok) throw new Error(`the message could not be sent: ${response.status}`);
  }

  private read(line: string): void {
    if (line.endsWith('Stopped flows')) for (const name of PROBES) this[name].clear();
    const [, name, message = ''] = /^probe (\w+) (.*)$/.exec(line) ?? [];
    if (name !== undefined) this[name as ProbeName].add(JSON.parse(message));
  }
}

const PROBES = ['readings', 'events', 'results', 'progress', 'caught', 'statuses'] as const;
type ProbeName = (typeof PROBES)[number];

const INJECTED = ['receiver', 'confirmer', 'flasher'] as const;
type InjectedNode = (typeof INJECTED)[number];

function probeNodes(): Properties[] {
  const printers = PROBES.map((id) => ({
    id,
    type: 'function',
    z: 'flow',
    func: `console.log('probe ${id} ' + JSON.stringify(msg));`,
    wires: [],
  }));
  return [
    ...printers,
    { id: 'all-errors', type: 'catch', z: 'flow', scope: null, wires: [['caught']] },
    { id: 'all-statuses', type: 'status', z: 'flow', scope: null, wires: [['statuses']] },
    ...INJECTED.map((id) => ({ id: `${id}-control`, type: 'inject', z: 'flow', props: [], wires: [[id]] })),
  ];
}

/** Only a node that has a place on the canvas is one; without it Node-RED takes it for a configuration node. */
function placed(node: Properties): Properties {
  return node.type === 'subflow' ? node : { x: 0, y: 0, ...node };
}
