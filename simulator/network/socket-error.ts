/** Why a connection ended, as Espruino numbers it. Source: libs/network/socketerrors.h. */
export const SOCKET_ERRORS = {
  closed: { code: -1, message: 'socket closed' },
  notFound: { code: -6, message: 'not found' },
  unsentData: { code: -8, message: 'unsent data' },
  reset: { code: -9, message: 'connection reset' },
} as const;

export type SocketErrorName = keyof typeof SOCKET_ERRORS;

/** What Node reports when the other side refuses or resets; anything else stays silent, as on the chip. */
export const NODE_ERRORS: Record<string, SocketErrorName> = {
  ECONNREFUSED: 'reset',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ENOTFOUND: 'notFound',
  EAI_AGAIN: 'notFound',
};
