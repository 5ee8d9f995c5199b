import { EventEmitter, once } from 'node:events';

/** A message as a debug node shows it in the editor's sidebar. */
export interface ShownMessage {
  /** Name of the debug node. */
  name: string;
  topic?: string;
  /** As text: a number is `42`, an object is JSON. */
  msg: string;
}

const PATIENCE_MS = 15_000;

/** Reads what the debug nodes of a running Node-RED show, over the web socket that the editor itself listens to. */
export class DebugSidebar {
  private shown: ShownMessage[] = [];
  private readonly arrivals = new EventEmitter();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.read(JSON.parse(String(data))));
  }

  /** `url` is where the editor is. */
  static async open(url: string): Promise<DebugSidebar> {
    const socket = new WebSocket(new URL('comms', url.replace('http', 'ws')));
    await once(socket, 'open');
    socket.send(JSON.stringify({ subscribe: 'debug' }));
    return new DebugSidebar(socket);
  }

  /** What the debug node `name` shows first that matches `pattern`, also if it is there already. Waits 15 s at most. */
  async shows(name: string, pattern: RegExp): Promise<ShownMessage> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = this.shown.find((message) => message.name === name && pattern.test(message.msg));
      if (found !== undefined) return found;
      await once(this.arrivals, 'arrival', { signal }).catch(() => this.giveUp(name, pattern));
    }
  }

  /** Forgets what was shown, as its button does. */
  clear(): void {
    this.shown = [];
  }

  close(): void {
    this.socket.close();
  }

  private read(packets: { topic: string; data: ShownMessage }[] | { auth: string }): void {
    if (!Array.isArray(packets)) return;
    for (const { topic, data } of packets) if (topic === 'debug') this.shown.push(data);
    this.arrivals.emit('arrival');
  }

  private giveUp(name: string, pattern: RegExp): never {
    throw new Error(`${name} did not show ${pattern}; shown: ${JSON.stringify(this.shown.slice(-10))}`);
  }
}
