import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { formatFrame } from '../../protocol/frame';
import { formatReport } from '../../protocol/report';
import { type SigningKey, sign } from '../../protocol/signature';

/** Where a good device is, and how it behaves. */
export interface GoodDeviceOptions {
  id: string;
  address: string;
  port: number;
  intervalMs: number;
  key: SigningKey | undefined;
  /** Or one connection for each report. */
  keepsOpen: boolean;
}

/** A connection, and what is aborted when it is over. */
interface Link {
  socket: Socket;
  closed: AbortSignal;
}

/** As long as a chip waits for an answer, and rests after none. */
const PATIENCE_MS = 5000;
const REST_MS = 2000;
const LONGEST_REPORT = 20;
/** About what fits into a chip. */
const LONGEST_QUEUE = 200;
const POWER_UP = 1;

/** Does what the chip's firmware does, with a clock at hand: readings, reports, and each again until it is answered. */
export class GoodDevice {
  /** The number that the next reading gets. */
  taken = 0;
  dropped = 0;
  latenciesMs: number[] = [];
  /** Takes no more readings, but sends those that wait. */
  isResting = false;
  /** The number of the first reading that waits. */
  private oldest = 0;
  private link: Link | undefined;

  constructor(private readonly options: GoodDeviceOptions) {
    setInterval(() => this.takeReading(), options.intervalMs);
    void this.live();
  }

  get hasWaiting(): boolean {
    return this.oldest < this.taken;
  }

  private takeReading(): void {
    if (this.isResting) return;
    this.taken++;
    if (this.taken - this.oldest <= LONGEST_QUEUE) return;
    this.oldest++;
    this.dropped++;
  }

  private async live(): Promise<never> {
    let triedAt: number | undefined;
    for (;;) {
      if (!this.hasWaiting) {
        await pause(this.options.intervalMs / 4);
        continue;
      }
      triedAt ??= performance.now();
      if (await this.report().catch(() => false)) {
        this.latenciesMs.push(performance.now() - triedAt);
        triedAt = undefined;
      } else await pause(REST_MS);
    }
  }

  private async report(): Promise<boolean> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const link = this.link ?? this.dial();
      this.link = link;
      const signal = AbortSignal.any([patience, link.closed]);
      if (link.socket.connecting) await once(link.socket, 'connect', { signal });
      link.socket.write(this.packet());
      const [chunk] = await once(link.socket, 'data', { signal });
      const ack = /^\{"ack":(\d+)/.exec(String(chunk));
      if (ack === null) throw new Error(`expected an ack, got ${chunk}`);
      this.oldest = Math.max(this.oldest, Number(ack[1]) + 1);
      if (!this.options.keepsOpen) this.hangUp();
      return true;
    } catch (error) {
      this.link?.socket.destroy();
      this.link = undefined;
      throw error;
    }
  }

  private dial(): Link {
    const { port, address } = this.options;
    const socket = connect({ port, host: '127.0.0.1', localAddress: address, noDelay: true });
    const closing = new AbortController();
    const link = { socket, closed: closing.signal };
    socket.on('error', () => {}); // `close` follows
    socket.on('close', () => {
      if (this.link === link) this.link = undefined;
      closing.abort();
    });
    return link;
  }

  private hangUp(): void {
    this.link?.socket.end().resume();
    this.link = undefined;
  }

  private packet(): string {
    const { id, key } = this.options;
    const readings = Array.from(
      { length: Math.min(this.taken - this.oldest, LONGEST_REPORT) },
      (_, i) => this.oldest + i,
    );
    const every = readings.length > 1 ? this.options.intervalMs : 0;
    const age = every * (readings.length - 1);
    const text = formatReport({ id, boot: POWER_UP, seq: this.oldest, age, every, readings, lost: this.dropped });
    return formatFrame(key === undefined ? text : sign(text, key));
  }
}
