import type { Traffic } from '../network/link';
import { counted } from './counted';

const LINE_FEED = 0x0a;
const EXHAUSTED = new Set(['EADDRNOTAVAIL', 'EADDRINUSE', 'EMFILE', 'ENFILE', 'ENOBUFS']);

/** Counts what passes between all devices and the server, and says once what a person should know. */
export class Tally implements Traffic {
  frames = 0;
  acks = 0;
  errorAnswers = 0;
  refusedConnections = 0;
  faults = 0;
  hostileConnections = 0;
  private readonly said = new Set<string>();

  constructor(
    private readonly target: string,
    private readonly say: (line: string) => void,
  ) {}

  connected(): void {}

  refused(): void {
    this.refusedConnections += 1;
    this.sayOnce(`${this.target} refuses connections: nothing listens there. The devices keep trying.`);
  }

  sent(bytes: Buffer): void {
    for (const byte of bytes) if (byte === LINE_FEED) this.frames += 1;
  }

  received(bytes: Buffer): void {
    const text = bytes.toString('latin1');
    this.acks += occurrences(text, '"ack"');
    this.errorAnswers += occurrences(text, '"error"');
    if (text.includes('"not-signed"'))
      this.sayOnce(`${this.target} takes only what is signed with its key: give --key-file that key.`);
  }

  failed({ code = '', message }: NodeJS.ErrnoException): void {
    if (EXHAUSTED.has(code))
      this.sayOnce(`This computer has no more sockets or ports to give (${code}): simulate fewer.`);
    else this.sayOnce(`${this.target} cannot be reached: ${message}`);
  }

  /** `250 packets sent, 249 acked, 3 faults caused`: what went wrong is told where there was any of it. */
  summary(): string {
    const wrong: [count: number, words: string][] = [
      [this.errorAnswers, `${this.errorAnswers} answered with an error`],
      [this.refusedConnections, `${counted(this.refusedConnections, 'connection')} refused`],
      [this.faults, `${counted(this.faults, 'fault')} caused`],
      [this.hostileConnections, counted(this.hostileConnections, 'hostile connection')],
    ];
    const told = wrong.filter(([count]) => count > 0).map(([, words]) => words);
    return [`${counted(this.frames, 'packet')} sent`, `${this.acks} acked`, ...told].join(', ');
  }

  /** Says `line`, unless it was said before. */
  sayOnce(line: string): void {
    if (this.said.has(line)) return;
    this.said.add(line);
    this.say(line);
  }
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
