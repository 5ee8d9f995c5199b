import { createServer, type Socket } from 'node:net';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { answerTo, parseLine } from './line';

/**
 * The bare server: Node's `net` with the same parse and the same answers, and nothing else: no limits, no tracking. It is
 * a node so that what it receives goes the same way through the flow as with the other servers.
 */
export function registerBareServer(RED: NodeAPI): void {
  RED.nodes.registerType('bench-bare-server', function (this: Node, config: NodeDef & { port: number }) {
    RED.nodes.createNode(this, config);
    const server = createServer((socket) => serve(socket, (message) => this.send(message as NodeMessage)));
    server.listen(config.port);
    this.on('close', (done: () => void) => server.close(done));
  });
}

function serve(socket: Socket, send: (message: object) => void): void {
  const { remoteAddress: ip, remotePort: port } = socket;
  let rest = '';
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = parseLine(text);
      for (const payload of line.payloads) send({ payload, topic: line.id ?? ip, ip, port });
      if (line.id !== undefined) socket.write(answerTo(line));
    }
  });
  socket.on('error', () => {}); // a client that resets is no concern here
}
