import { Socket } from 'node:net';
import type { Conditions } from './conditions';
import type { NetworkCounts } from './orders';
import { Passage } from './passage';

/** Where a connection leads, and what may happen to it there. */
export interface Way {
  targetPort: number;
  conditions: Conditions;
  counts: NetworkCounts;
}

/**
 * One connection of a device and the one to Node-RED that carries it on, from the same address: what one side says, its
 * end and its reset reach the other in order. `onGone` is told when both are closed.
 */
export class CarriedConnection {
  private readonly target = new Socket({ allowHalfOpen: true }).setNoDelay();
  private readonly up: Passage;
  private readonly down: Passage;

  constructor(
    private readonly device: Socket,
    private readonly way: Way,
    onGone: () => void,
  ) {
    this.up = new Passage(way.conditions);
    this.down = new Passage(way.conditions);
    this.up.take(() => this.open());
    carry(device, this.target, this.up, (chunk) => this.passUp(chunk));
    carry(this.target, device, this.down, (chunk) => this.passDown(chunk));
    let open = 2;
    for (const socket of [device, this.target]) socket.once('close', () => --open === 0 && onGone());
  }

  /** What stood still moves on. */
  release(): void {
    this.up.release();
    this.down.release();
  }

  /** Both sides are told that it is over; what is on its way is lost. */
  reset(): void {
    this.up.close();
    this.down.close();
    this.device.resetAndDestroy();
    this.target.resetAndDestroy();
  }

  private open(): void {
    const localAddress = this.device.remoteAddress; // undefined when the device has gone already
    if (localAddress === undefined) this.reset();
    else this.target.connect({ host: '127.0.0.1', port: this.way.targetPort, localAddress });
  }

  private passUp(chunk: Buffer): void {
    const { conditions, counts } = this.way;
    const isCut = conditions.has('cut-in-frame');
    const passed = isCut ? chunk.subarray(0, chunk.length >> 1) : chunk;
    counts.bytesUp += passed.length;
    if (!isCut) this.target.write(passed);
    else {
      counts.cutInFrame += 1;
      this.up.close();
      this.target.write(passed, () => this.reset()); // a reset before that would take the half with it
    }
  }

  private passDown(chunk: Buffer): void {
    const { conditions, counts } = this.way;
    const isSwallowed = conditions.has('swallow-answers');
    counts[isSwallowed ? 'bytesSwallowed' : 'bytesDown'] += chunk.length;
    if (!isSwallowed) this.device.write(chunk);
  }
}

function carry(from: Socket, to: Socket, passage: Passage, pass: (chunk: Buffer) => void): void {
  from.on('data', (chunk) => passage.take(() => pass(chunk)));
  from.on('end', () => passage.take(() => to.end()));
  from.on('error', () => passage.take(() => to.resetAndDestroy()));
}
