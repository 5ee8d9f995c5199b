import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** What of MQTT 3.1.1 (section 2.2.1) is needed here: the kinds of packets, in the upper half of their first byte. */
const CONNECT = 1;
const PUBLISH = 3;
const PING = 12;

/** As much of an MQTT broker as one client needs that publishes short messages with QoS 1. */
export class MqttBroker extends EventEmitter<{ connected: []; published: [topic: string, payload: string] }> {
  /** Whether it says that it has what was published. */
  isAnswering = true;
  port = 0;

  static async start(t: TestContext): Promise<MqttBroker> {
    const broker = new MqttBroker();
    const server = createServer((socket) => {
      t.after(() => socket.destroy());
      broker.serve(socket);
    }).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    broker.port = (server.address() as AddressInfo).port;
    return broker;
  }

  /** The length of a packet is one byte: none here has more than 127. */
  private serve(socket: Socket): void {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let end = 2 + (bytes[1] ?? 0); bytes.length >= end && bytes.length > 1; end = 2 + (bytes[1] ?? 0)) {
        this.take((bytes[0] ?? 0) >> 4, bytes.subarray(2, end), socket);
        bytes = bytes.subarray(end);
      }
    });
  }

  private take(kind: number, body: Buffer, socket: Socket): void {
    if (kind === CONNECT) socket.write(Buffer.from([0x20, 2, 0, 0]));
    if (kind === CONNECT) this.emit('connected');
    if (kind === PING) socket.write(Buffer.from([0xd0, 0]));
    if (kind === PUBLISH) this.publish(body, socket);
  }

  /** Section 3.3: the topic with its length, the number of the packet, the payload; and 3.4, the answer. */
  private publish(body: Buffer, socket: Socket): void {
    const topicEnd = 2 + body.readUInt16BE(0);
    const number = body.subarray(topicEnd, topicEnd + 2);
    if (this.isAnswering) socket.write(Buffer.concat([Buffer.from([0x40, 2]), number]));
    this.emit('published', body.toString('utf8', 2, topicEnd), body.toString('utf8', topicEnd + 2));
  }
}
