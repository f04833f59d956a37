/** Codes of connections that never came about. */
const connectCodes = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** Codes of connections that broke, a kept one that the other side had just closed among them. */
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Whether a call failed with its connection before an answer had begun. Waiting in vain does not count: the subgraph may
 * be at work. In doubt, no.
 */
export function wasNeverAnswered(failure: {
  readonly cause?: unknown;
  /** Whether the transport knows that no answer had begun. */
  readonly isUnanswered: boolean;
}): boolean {
  const { cause, isUnanswered } = failure;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return false;
  const code = String(cause.code);
  return connectCodes.has(code) || (isUnanswered && resetCodes.has(code));
}
