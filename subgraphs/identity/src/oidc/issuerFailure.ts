import { AppError } from '@ai-collective/platform';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { errors } from '../errors.js';

/** What openid-client says of a server that is away, slow or does not answer as one. */
const awayCodes: readonly (string | undefined)[] = [
  undefined,
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
];

/**
 * An error of our own for whatever went wrong between us and an issuer: OIDC_DENIED when it said no, OIDC_RESPONSE_INVALID
 * when it said what cannot be believed, OIDC_ISSUER_UNREACHABLE when it said nothing. Its cause holds no claims or tokens.
 */
export function issuerFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const failure = failureFor(error);
  return new AppError(failure.code, failure.message, { status: failure.status, cause: reasonOf(error) });
}

function failureFor(error: unknown): AppError {
  if (error instanceof AuthorizationResponseError) return errors.OIDC_DENIED();
  if (error instanceof ResponseBodyError) return errors.OIDC_RESPONSE_INVALID();
  const isAway = !(error instanceof ClientError) || awayCodes.includes(error.code);
  return isAway ? errors.OIDC_ISSUER_UNREACHABLE() : errors.OIDC_RESPONSE_INVALID();
}

/** The messages alone: errors of openid-client carry answers, claims and tokens along. */
function reasonOf(error: unknown): Error {
  const reasons: string[] = [];
  for (let each = error; each instanceof Error && reasons.length < 4; each = each.cause)
    reasons.push(each.message);
  return new Error(reasons.join(': '));
}
