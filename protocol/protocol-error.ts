/** A refusal that the client is told, in an error answer. */
export type AnsweredCode = 'too-long' | 'bad-reading' | 'bad-report' | 'not-signed' | 'replayed';

/** Why the server refuses what a client sent. */
export type RefusalCode =
  | AnsweredCode
  | 'cut-off'
  | 'too-many-unconfirmed'
  | 'not-allowed'
  | 'too-many-connections'
  | 'too-many-from-address';

/** A frame that cannot be taken; `code` says why, the message is for a person. */
export class ProtocolError extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
    this.name = 'ProtocolError';
  }
}
