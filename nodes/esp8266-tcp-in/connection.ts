import type { Socket } from 'node:net';
import { FrameDecoder, type FrameEnd } from '../../protocol/frame';
import { ProtocolError, type RefusalCode } from '../../protocol/protocol-error';
import { formatAnswer } from '../../protocol/report';
import type { ConnectionEvents, SharedByConnections } from './connection-events';
import type { Peer } from './device';
import { type FrameAnswer, LateAnswers } from './late-answers';
import { plainAddress } from './plain-address';
import { UntrustedFrame } from './signed-frames';

type ChipSocket = Socket & { connection: Connection };

/** As many frames may wait for their answers; then nothing more is handed on. */
const MOST_UNANSWERED = 50;

/**
 * One chip's connection: bytes in, frames out, answers back. The chip closes first (whoever does so keeps TIME_WAIT, and
 * a chip comes back with the same port after a reset); we do only when it is dead, talks nonsense, or the node ends.
 */
export class Connection {
  /** When the last byte came, ms. */
  lastActiveAt: number;
  /** True once we have said our last word; then the client has until the next sweep to go. */
  isEnding = false;
  readonly peer: Peer;
  private readonly decoder: FrameDecoder;
  /** Answers that wait for the end of the turn. */
  private answers = '';
  /** Answers that are not known yet, once there was one. */
  private late: LateAnswers | undefined;
  private isTurnDue = false;
  /** True when the client has closed its side; told even while the socket is paused. */
  private hasEnded = false;
  /** Once the socket is closed: whether by an error. What came whole before that is still handed on. */
  private closedBy: { hadError: boolean } | undefined;

  /** One set of listeners serves all sockets: made for each, they would weigh as much as all else that we keep of it. */
  private static readonly listeners = {
    data(this: ChipSocket, chunk: Buffer) {
      this.connection.received(chunk);
    },
    drain(this: ChipSocket) {
      this.connection.readOn();
    },
    end(this: ChipSocket) {
      this.connection.ended();
    },
    error() {}, // `close` follows and says so
    close(this: ChipSocket, hadError: boolean) {
      this.connection.closed(hadError);
    },
  };

  constructor(
    private readonly socket: Socket,
    private readonly framing: { frameEnd: FrameEnd; maxFrameBytes: number },
    private readonly events: ConnectionEvents,
    private readonly shared: SharedByConnections,
  ) {
    this.lastActiveAt = shared.now();
    this.peer = { ip: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    this.decoder = new FrameDecoder(framing.frameEnd, framing.maxFrameBytes);
    const chipSocket: ChipSocket = Object.assign(socket, { connection: this });
    chipSocket.on('data', Connection.listeners.data);
    chipSocket.on('drain', Connection.listeners.drain);
    chipSocket.on('end', Connection.listeners.end);
    chipSocket.on('error', Connection.listeners.error);
    chipSocket.on('close', Connection.listeners.close);
  }

  /** Whether a frame still waits for its answer: then silence is no fault of the client. */
  get isAwaited(): boolean {
    return this.late !== undefined && this.late.count > 0;
  }

  /** Whether all that came is handed on and answered. */
  get isIdle(): boolean {
    return !this.hasWaiting && !this.isAwaited;
  }

  /** Ends a client that has said nothing for too long, or that does not go after our last word. */
  expire(): void {
    if (!this.isEnding) this.cutOff();
    this.reset();
  }

  /** Lets go at once, without TIME_WAIT on our side; a live chip sees the reset and comes back. Says nothing more. */
  reset(): void {
    this.isEnding = true;
    // libuv cannot reset what was shut down already: it refuses, and the handle would stay open for ever.
    if (this.socket.writableEnded) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  private received(chunk: Buffer): void {
    if (!this.isEnding) this.takeTurn(this.decoder.push(chunk, this.turnSize));
  }

  private get hasWaiting(): boolean {
    return this.decoder.hasMore || this.answers !== '';
  }

  /** Nobody waits any more for the answers to a connection that is closed. */
  private get turnSize(): number {
    const room = this.closedBy === undefined ? MOST_UNANSWERED - (this.late?.count ?? 0) : MOST_UNANSWERED;
    return Math.min(this.shared.turns.size, room);
  }

  /** Hands on the frames of a turn; nothing more is read until all are handed on and answered. */
  private takeTurn(turn: Buffer[]): void {
    this.lastActiveAt = this.shared.now();
    if (turn.length > 0) this.events.spoke(this);
    for (const frame of turn) this.hand(frame, true);
    this.shared.turns.note(this, this.decoder.hasMore);
    if (!this.hasWaiting) {
      this.goOn();
      return;
    }
    this.socket.pause();
    this.isTurnDue = true;
    setImmediate(() => this.endTurn());
  }

  private endTurn(): void {
    this.isTurnDue = false;
    if (this.isEnding && this.closedBy) this.gone();
    if (this.isEnding) return;
    this.answer();
    if (this.isFull && !this.closedBy) return; // `answeredLate` goes on
    if (this.hasWaiting) this.takeTurn(this.decoder.more(this.turnSize));
    else this.goOn();
  }

  private goOn(): void {
    if (this.closedBy) this.gone();
    else if (this.decoder.isTooLong) this.refuseTooLong();
    else if (this.hasEnded) this.finish();
    else this.readOn();
  }

  private ended(): void {
    this.hasEnded = true;
    if (!this.hasWaiting) this.finish();
  }

  private finish(): void {
    const tail = this.isEnding ? undefined : this.decoder.end();
    if (this.decoder.isTooLong) this.refuseTooLong();
    if (tail !== undefined) this.hand(tail, this.framing.frameEnd === 'connection');
    this.isEnding = true;
    if (this.answers === '') this.leaveAnswered();
    else setImmediate(() => this.leaveAnswered());
  }

  private leaveAnswered(): void {
    this.answer();
    if (!this.isAwaited) this.leave();
  }

  private leave(): void {
    // With everything sent a plain close is enough: `end` would shut down first, and close in a later turn.
    if (this.socket.writableLength === 0) this.socket.destroy();
    else this.socket.end();
  }

  /** What came whole before a reset has come; it is handed on in turns too. */
  private closed(hadError: boolean): void {
    this.closedBy = { hadError };
    if (!this.isTurnDue) this.endTurn();
  }

  private gone(): void {
    if (this.closedBy?.hadError) this.cutOff();
    this.isEnding = true;
    this.decoder.end();
    this.shared.turns.note(this, false);
    this.events.closed(this);
  }

  private hand(frame: Buffer, isComplete: boolean): void {
    if (frame.length === 0 || this.isEnding) return; // an empty line is no reading
    const answer = this.answerTo(frame, isComplete);
    if (typeof answer !== 'object' && !this.late?.isInTheWay) {
      this.answers += answer ?? '';
      return;
    }
    this.late ??= new LateAnswers((lines) => this.answeredLate(lines));
    this.late.add(answer);
  }

  private answerTo(frame: Buffer, isComplete: boolean): FrameAnswer {
    try {
      return this.events.frame(frame, isComplete, this.peer);
    } catch (error) {
      if (!(error instanceof UntrustedFrame)) throw error;
      this.refuseAndEnd(error.code, error.message);
      return undefined;
    }
  }

  private get isFull(): boolean {
    return this.late !== undefined && this.late.count >= MOST_UNANSWERED;
  }

  private answeredLate(lines: string): void {
    this.answers += lines;
    if (this.isTurnDue) return;
    this.lastActiveAt = this.shared.now();
    if (this.hasEnded && this.isEnding) this.leaveAnswered();
    else this.endTurn();
  }

  /**
   * Node-RED delivers a message one turn of the event loop after it took it, and a deploy in between would swallow it. So
   * an answer leaves a turn after its frame, and not at all when the node has closed by then.
   */
  private answer(): void {
    const { answers } = this;
    this.answers = '';
    if (answers === '' || !this.socket.writable) return;
    // A client that sends without reading our answers is not read either until it does.
    if (!this.socket.write(answers)) this.socket.pause();
  }

  private readOn(): void {
    if (this.socket.isPaused() && !this.hasWaiting && !this.socket.writableNeedDrain) this.socket.resume();
  }

  private refuseTooLong(): void {
    if (this.isEnding) return;
    const { maxFrameBytes } = this.framing;
    this.refuseAndEnd('too-long', `expected frames of at most ${maxFrameBytes} bytes, got a longer one`);
  }

  private refuseAndEnd(code: 'too-long' | UntrustedFrame['code'], message: string): void {
    this.isEnding = true;
    this.decoder.end();
    this.answers = '';
    this.refuse(code, message);
    this.socket.end(formatAnswer({ error: code }));
  }

  /** Half a frame is not emitted: "12" may have been the start of "1234". */
  private cutOff(): void {
    const { pendingBytes } = this.decoder;
    if (this.isEnding || pendingBytes === 0) return;
    this.isEnding = true;
    this.refuse('cut-off', `the connection broke after ${pendingBytes} bytes of a frame that had no end yet`);
  }

  private refuse(code: RefusalCode, message: string): void {
    this.events.refused(new ProtocolError(code, message), this.peer);
  }
}
