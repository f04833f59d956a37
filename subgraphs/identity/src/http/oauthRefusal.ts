import type { TokenRefusal } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform';
import { errors } from '../errors.js';

/** An error as RFC 6749 (section 5.2) and RFC 8628 (section 3.5) name it, with the status they give it. */
export interface OauthRefusal {
  readonly status: number;
  readonly body: TokenRefusal;
  readonly retryAfterSeconds: number | undefined;
}

const names: Readonly<Record<string, string>> = {
  CLIENT_UNKNOWN: 'invalid_client',
  CLIENT_MISMATCH: 'unauthorized_client',
  GRANT_TYPE_UNSUPPORTED: 'unsupported_grant_type',
  REFRESH_TOKEN_INVALID: 'invalid_grant',
  REFRESH_TOKEN_REUSED: 'invalid_grant',
  SESSION_ENDED: 'invalid_grant',
  DEVICE_CODE_INVALID: 'invalid_grant',
  DEVICE_PROOF_INVALID: 'invalid_grant',
  DEVICE_CODE_EXPIRED: 'expired_token',
  AUTHORIZATION_PENDING: 'authorization_pending',
  SLOW_DOWN: 'slow_down',
  ACCESS_DENIED: 'access_denied',
  RATE_LIMITED: 'temporarily_unavailable',
  TOO_MANY_DEVICE_REQUESTS: 'temporarily_unavailable',
};

/** How an error is told to a program; undefined when it is none of ours and must be masked. */
export function oauthRefusal(error: unknown): OauthRefusal | undefined {
  if (!(error instanceof AppError)) return unreadable(error);
  const { code, message: error_description, status, options } = error;
  const name = names[code] ?? 'invalid_request';
  const retryAfter = options.details?.retryAfterSeconds;
  return {
    // A session that has ended is no failed authentication of the program, which is what 401 would say.
    status: name === 'invalid_grant' ? 400 : status,
    body: { error: name, error_description, code },
    retryAfterSeconds: typeof retryAfter === 'number' ? retryAfter : undefined,
  };
}

/** What the server refuses before a route sees it: a body that is too long, or no form. */
function unreadable(error: unknown): OauthRefusal | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  const { code, message } = errors.BAD_REQUEST();
  const body = { error: 'invalid_request', error_description: message, code };
  return { status, body, retryAfterSeconds: undefined };
}
