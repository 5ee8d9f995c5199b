import { EventEmitter, once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { closed } from './client';

/** The pauses of the sketch, in ms. */
export interface Rhythm {
  pauseMs: number;
  refusedPauseMs: number;
}

/** The rhythm that the article prints. */
export const ARTICLE_RHYTHM: Rhythm = { pauseMs: 1000, refusedPauseMs: 2000 };

/**
 * The article's Arduino sketch, step by step: connect; if that fails, wait and try again without counting; else print
 * the counter and CR LF, count up, close, wait. It never reads. Tells `sent` and `refused`.
 */
export class ArticleSketch extends EventEmitter<{ sent: [number]; refused: [] }> {
  counter = 0;
  private readonly power = new AbortController();

  constructor(
    private readonly port: number,
    private readonly rhythm: Rhythm,
  ) {
    super();
    this.loop().catch((error) => {
      if (!this.power.signal.aborted) throw error;
    });
  }

  /** Pulls the plug. */
  stop(): void {
    this.power.abort();
  }

  private async loop(): Promise<void> {
    const { signal } = this.power;
    while (!signal.aborted) {
      const isSent = await this.sendCounter();
      await pause(isSent ? this.rhythm.pauseMs : this.rhythm.refusedPauseMs, undefined, { signal });
    }
  }

  private async sendCounter(): Promise<boolean> {
    const socket = createConnection({ host: '127.0.0.1', port: this.port });
    try {
      await once(socket, 'connect');
    } catch {
      this.emit('refused');
      return false;
    }
    socket.on('error', () => {});
    socket.end(`${this.counter}\r\n`);
    this.emit('sent', this.counter++);
    await closed(socket);
    return true;
  }
}
