import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { answerTo, parseLine } from './line';

/**
 * Between the core node `tcp in` and `tcp out` (reply): readings to output 1, the answer to output 2. People have `json`,
 * `split`, `function` or `template` nodes here, each of which costs more than this one: it favours the core nodes.
 */
export function registerAnswer(RED: NodeAPI): void {
  RED.nodes.registerType('bench-answer', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    this.on('input', (message: NodeMessage & { _session?: object }, send, done) => {
      const line = parseLine(String(message.payload));
      for (const payload of line.payloads) send({ ...message, payload });
      // A second call: in one with the readings Node-RED would copy the message, deeply.
      send([null, { payload: answerTo(line), _session: message._session } as NodeMessage]);
      done();
    });
  });
}
