import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { PressWatch } from './press-watch';

interface PressNode extends Node {
  watch: PressWatch;
}

/** The button before a flashing node, which it asks for a request, and the end of everything that comes of it. */
export function registerPress(RED: NodeAPI): void {
  RED.nodes.registerType('bench-press', function (this: PressNode, config: NodeDef) {
    RED.nodes.createNode(this, config);
    this.watch = new PressWatch();
    this.on('input', (message, _send, done) => {
      this.watch.take(message);
      done();
    });
  });

  RED.httpAdmin.post('/bench-press/:id/:request', ({ params }, response) => {
    const node = RED.nodes.getNode(String(params.id)) as PressNode;
    const press = () => node.send({ esp8266: { request: params.request } } as NodeMessage);
    node.watch.time(press).then(
      (times) => response.json(times),
      (error: Error) => response.status(500).json(error.message),
    );
  });
}
