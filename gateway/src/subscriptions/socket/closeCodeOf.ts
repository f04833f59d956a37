import { AppError } from '@ai-collective/platform/runtime';
import { CloseCode } from 'graphql-ws';

/** Codes of RFC 6455 and its registry that the protocol has no own for. */
export const goingAway = 1001;
const tryAgainLater = 1013;

/** The code a socket is closed with because of an error: that of the protocol where it has one. */
export function closeCodeOf(error: unknown): number {
  if (!(error instanceof AppError)) return CloseCode.InternalServerError;
  const { status } = error;
  if (status === 401) return CloseCode.Unauthorized;
  if (status === 403) return CloseCode.Forbidden;
  if (status === 429 || status === 503) return tryAgainLater;
  return status >= 400 && status < 500 ? CloseCode.BadRequest : CloseCode.InternalServerError;
}
