import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';

interface TallyNode extends Node {
  counts: Map<string, number>;
}

/** Counts events by their name, and refusals by their reason too: `refused too-long`. */
export function registerTally(RED: NodeAPI): void {
  RED.nodes.registerType('torture-tally', function (this: TallyNode, config: NodeDef) {
    RED.nodes.createNode(this, config);
    this.counts = new Map();
    this.on('input', (message, _send, done) => {
      const { topic, payload } = message as NodeMessage & {
        topic: string;
        payload: { reason?: string; count?: number };
      };
      const name = payload.reason === undefined ? topic : `${topic} ${payload.reason}`;
      this.counts.set(name, (this.counts.get(name) ?? 0) + (payload.reason === undefined ? 1 : (payload.count ?? 1)));
      done();
    });
  });

  RED.httpAdmin.get('/torture-tally/:id', ({ params }, response) => {
    const { counts } = RED.nodes.getNode(String(params.id)) as TallyNode;
    response.json(Object.fromEntries(counts));
  });
}
