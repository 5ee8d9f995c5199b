import type { Node, NodeAPI, NodeDef } from 'node-red';
import { ConfirmingNode } from './confirming-node';

const TYPE = 'esp8266-tcp-out';

module.exports = (RED: NodeAPI) => {
  RED.nodes.registerType(TYPE, function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    const confirming = new ConfirmingNode({
      events: RED.events,
      warnUnknown: () => this.warn(RED._(`${TYPE}.warning.unknown`)),
      showUnknown: (count) =>
        this.status({ fill: 'yellow', shape: 'ring', text: RED._(`${TYPE}.status.unknown`, { count: String(count) }) }),
      reportError: (error) => this.error(error, {}),
    });
    this.on('input', (message, _send, done) => confirming.take(message, done));
    this.on('close', () => confirming.close());
  });
};
