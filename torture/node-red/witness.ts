import { openSync, writeSync } from 'node:fs';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { Arrivals } from './arrivals';

/** A reading as a line of the record; what JSON leaves out was not there. */
export interface WitnessedReading {
  ip: string;
  id: string;
  boot?: number;
  seq?: number;
  payload: unknown;
}

/** What came of one good device. */
export interface GoodArrivals {
  /** Different readings, each as it was sent. */
  count: number;
  /** Readings that came although they had come. */
  repeated: number;
}

/** Good devices have ids that begin so, and send the number of each reading as its payload. */
export const GOOD = 'good-';

interface WitnessNode extends Node {
  record: Record;
  good: Map<string, Arrivals>;
}

/**
 * Behind a receiving node: counts what comes of good devices, and writes down all else where it has a file for it. What it
 * keeps in memory does not grow with what it sees.
 */
export function registerWitness(RED: NodeAPI): void {
  RED.nodes.registerType('torture-witness', function (this: WitnessNode, config: NodeDef & { file?: string }) {
    RED.nodes.createNode(this, config);
    this.record = new Record(config.file);
    this.good = new Map();
    this.on('input', (message, send, done) => {
      see(this, message as NodeMessage & ReadingMessage);
      send(message);
      done();
    });
  });

  RED.httpAdmin.get('/torture-witness/:id/good', ({ params }, response) => {
    const { good } = RED.nodes.getNode(String(params.id)) as WitnessNode;
    response.json(Object.fromEntries([...good].map(([id, { count, repeated }]) => [id, { count, repeated }])));
  });
  // What Node-RED was given before has come: it delivers a message a turn after it took it.
  RED.httpAdmin.post('/torture-witness/:id/write', ({ params }, response) => {
    const { record } = RED.nodes.getNode(String(params.id)) as WitnessNode;
    setImmediate(() => setImmediate(() => response.json(record.write())));
  });
}

interface ReadingMessage {
  device: { id: string; boot?: number };
  seq?: number;
  payload: unknown;
  ip: string;
}

function see({ record, good }: WitnessNode, { device: { id, boot }, seq, payload, ip }: ReadingMessage): void {
  if (!id.startsWith(GOOD)) {
    record.add({ ip, id, boot, seq, payload });
    return;
  }
  const arrivals = good.get(id) ?? new Arrivals();
  good.set(id, arrivals);
  if (payload === seq) arrivals.take(seq as number);
}

const BLOCK_CHARACTERS = 65_536;

/** Lines in a file, written in blocks and at once, so that nothing piles up. */
class Record {
  private readonly file: number | undefined;
  private text = '';
  private bytes = 0;

  constructor(path: string | undefined) {
    if (path !== undefined) this.file = openSync(path, 'a');
  }

  add(reading: object): void {
    if (this.file === undefined) return;
    this.text += `${JSON.stringify(reading)}\n`;
    if (this.text.length >= BLOCK_CHARACTERS) this.write();
  }

  /** The size of the file when everything is in it. */
  write(): number {
    if (this.file !== undefined) this.bytes += writeSync(this.file, this.text);
    this.text = '';
    return this.bytes;
  }
}
