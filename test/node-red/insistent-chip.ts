import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAnswer } from '../../protocol/report';
import { report } from './client';

const PATIENCE_MS = 1000;
const REST_MS = 50;
const LONGEST_REPORT = 20;

/** A chip that takes a reading every 5 ms, its number, and sends each again until it is answered; but in a hurry. */
export class InsistentChip {
  /** The number that the next reading gets, and that of the oldest which waits. */
  next = 0;
  oldest = 0;
  private readonly power = new AbortController();
  private readonly timer = setInterval(() => this.next++, 5);

  constructor(
    private readonly id: string,
    private readonly port: number,
  ) {
    void this.loop();
  }

  /** Takes no more readings; resolves when all are answered. */
  async finish(): Promise<void> {
    clearInterval(this.timer);
    while (this.oldest < this.next && !this.power.signal.aborted) await pause(REST_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.power.abort();
  }

  private async loop(): Promise<void> {
    while (!this.power.signal.aborted) {
      const isAnswered = this.oldest < this.next && (await this.send().catch(() => false));
      if (!isAnswered) await pause(REST_MS);
    }
  }

  private async send(): Promise<boolean> {
    const signal = AbortSignal.any([this.power.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const readings = Array.from(
      { length: Math.min(this.next - this.oldest, LONGEST_REPORT) },
      (_, i) => this.oldest + i,
    );
    const socket = createConnection({ host: '127.0.0.1', port: this.port });
    socket.on('error', () => {});
    try {
      await once(socket, 'connect', { signal });
      socket.write(report({ id: this.id, seq: this.oldest, readings }));
      const [chunk] = await once(socket, 'data', { signal });
      const answer = parseAnswer(String(chunk));
      if ('ack' in answer) this.oldest = answer.ack + 1;
      return 'ack' in answer;
    } finally {
      socket.destroy();
    }
  }
}
