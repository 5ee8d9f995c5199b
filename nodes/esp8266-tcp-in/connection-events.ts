import type { ProtocolError } from '../../protocol/protocol-error';
import type { Connection } from './connection';
import type { Peer } from './device';
import type { FrameAnswer } from './late-answers';
import type { Turns } from './turns';

/**
 * What a connection tells, and asks: the answer to a frame is the line to send back, if any, or a promise of it. It throws
 * UntrustedFrame where the connection must end.
 */
export interface ConnectionEvents {
  frame(bytes: Buffer, isComplete: boolean, peer: Peer): FrameAnswer;
  refused(error: ProtocolError, peer: Peer): void;
  /** A whole frame came. */
  spoke(connection: Connection): void;
  closed(connection: Connection): void;
}

/** What all connections of a server have in common. */
export interface SharedByConnections {
  turns: Turns;
  /** Measures time, ms. */
  now: () => number;
}
