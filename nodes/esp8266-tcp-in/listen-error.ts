/** Why the node does not listen. */
export type ListenErrorCode = 'port-busy' | 'no-such-address' | 'no-permission' | 'cannot-listen';

const CODES: Record<string, ListenErrorCode> = {
  EADDRINUSE: 'port-busy',
  EADDRNOTAVAIL: 'no-such-address',
  ENOTFOUND: 'no-such-address',
  EACCES: 'no-permission',
};

const REMEDIES: Record<ListenErrorCode, string> = {
  'port-busy': 'another program or node has it; end that, or choose another port',
  'no-such-address': 'this machine has no such address now; choose one of its own, or leave the field empty',
  'no-permission': 'ports below 1024 need more rights; choose a higher one',
  'cannot-listen': 'check port and address',
};

/** The port cannot be listened on; `code` is also the key of its text in the locales. The original is the cause. */
export class ListenError extends Error {
  readonly code: ListenErrorCode;

  constructor(
    readonly port: number,
    readonly bindAddress: string,
    cause: NodeJS.ErrnoException,
  ) {
    const code = CODES[cause.code ?? ''] ?? 'cannot-listen';
    const where = bindAddress === '' ? `port ${port}` : `port ${port} of ${bindAddress}`;
    super(`cannot listen on ${where}: ${REMEDIES[code]}; it is tried again (${cause.message})`, { cause });
    this.code = code;
  }
}
