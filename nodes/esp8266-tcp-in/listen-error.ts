/** Why the node does not listen. */
export type ListenErrorCode = 'port-busy' | 'no-such-address' | 'no-permission' | 'cannot-listen';

const CODES: Record<string, ListenErrorCode> = {
  EADDRINUSE: 'port-busy',
  EADDRNOTAVAIL: 'no-such-address',
  ENOTFOUND: 'no-such-address',
  EACCES: 'no-permission',
};

/** The port cannot be listened on; `code` is also the key of its text in the locales. The original is the cause. */
export class ListenError extends Error {
  readonly code: ListenErrorCode;

  constructor(
    readonly port: number,
    readonly bindAddress: string,
    cause: NodeJS.ErrnoException,
  ) {
    super(`cannot listen on ${bindAddress || 'all addresses'}, port ${port}: ${cause.message}`, { cause });
    this.name = 'ListenError';
    this.code = CODES[cause.code ?? ''] ?? 'cannot-listen';
  }
}
