import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { FrameDecoder } from '../protocol/frame';
import { formatAnswer, parseReport, type Report } from '../protocol/report';
import { formatSignedAnswer, type SigningKey, verify } from '../protocol/signature';

/** What the server got in one packet, and how long the packet was with its line end. */
export interface Packet {
  report: Report | undefined;
  text: string;
  bytes: number;
}

/** What to write back for a report; undefined: nothing. */
export type Answerer = (report: Report) => string | undefined;

/** Acknowledges all of `report`. */
export const acknowledge: Answerer = ({ seq, readings }) => formatAnswer({ ack: seq + readings.length - 1 });

/** The same, signed as the report is. */
export function acknowledgeSigned(key: SigningKey): Answerer {
  return (report) => formatSignedAnswer({ ack: report.seq + report.readings.length - 1 }, report, key);
}

/** A flow's side of the wire, as small as can be; it is closed after the test. */
export class FirmwareServer {
  readonly packets: Packet[] = [];
  connections = 0;
  /** Open now. */
  readonly sockets = new Set<Socket>();
  private readonly arrived = new EventEmitter();
  private server: Server | undefined;
  port = 0;

  constructor(
    t: TestContext,
    public answer: Answerer = acknowledge,
    /** What is not signed with it is no report. */
    private readonly key?: SigningKey,
  ) {
    t.after(() => this.close());
  }

  /** Listens on the port it had before, or on a free one. */
  async listen(): Promise<this> {
    this.server = createServer((socket) => this.serve(socket));
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Gone, as a machine that is switched off: open connections end too. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => (this.server?.listening ? this.server.close(resolve) : resolve(undefined)));
  }

  /** Until `isEnough` says so of the packets so far. */
  async until(isEnough: (packets: Packet[]) => boolean): Promise<Packet[]> {
    while (!isEnough(this.packets)) await once(this.arrived, 'packet');
    return this.packets;
  }

  /** The values of all readings so far, in the order in which they came. */
  get readings(): unknown[] {
    return this.packets.flatMap(({ report }) => report?.readings ?? []);
  }

  /** The numbers of all readings so far, in the order in which they came. */
  get numbers(): number[] {
    return this.packets.flatMap(({ report }) => (report ? report.readings.map((_, index) => report.seq + index) : []));
  }

  private serve(socket: Socket): void {
    const decoder = new FrameDecoder('line', 4096);
    this.connections++;
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) this.take(frame, socket);
    });
  }

  private take(frame: Buffer, socket: Socket): void {
    const text = frame.toString();
    const report = this.reportIn(frame);
    this.packets.push({ report, text, bytes: frame.length + 2 });
    const answer = report && this.answer(report);
    if (answer) socket.write(answer);
    this.arrived.emit('packet');
  }

  private reportIn(frame: Buffer): Report | undefined {
    if (this.key === undefined) return parseReport(frame.toString());
    const signed = verify(frame, [this.key]);
    return signed && parseReport(signed.text.toString());
  }
}
