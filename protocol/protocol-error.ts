/** Why the server refuses what a client sent. The first four are also told to the client, in an error answer. */
export type RefusalCode =
  | 'too-long'
  | 'bad-reading'
  | 'bad-report'
  | 'not-signed'
  | 'cut-off'
  | 'not-allowed'
  | 'too-many-connections'
  | 'too-many-from-address';

/** A frame that cannot be taken; `code` says why and travels in `{"error":code}`, the message is for a person. */
export class ProtocolError extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
    this.name = 'ProtocolError';
  }
}
