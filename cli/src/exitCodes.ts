import { ApiError } from './client/ApiError.js';

/** What the exit code of `aic` says. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  unreachable: 5,
  jobFailed: 6,
  interrupted: 130,
} as const;

const byCode: Readonly<Record<string, number>> = {
  USAGE: exitCodes.usage,
  UNAUTHENTICATED: exitCodes.notAllowed,
  FORBIDDEN: exitCodes.notAllowed,
  UNAUTHORIZED_FIELD: exitCodes.notAllowed,
  NOT_SIGNED_IN: exitCodes.notAllowed,
  COMMUNITY_FORBIDDEN: exitCodes.notAllowed,
  SESSION_ENDED: exitCodes.notAllowed,
  ACCESS_DENIED: exitCodes.notAllowed,
  DEVICE_CODE_EXPIRED: exitCodes.notAllowed,
  UNREACHABLE: exitCodes.unreachable,
  TIMED_OUT: exitCodes.unreachable,
  JOB_FAILED: exitCodes.jobFailed,
  JOB_REJECTED: exitCodes.jobFailed,
};

/** The exit code that fits an error. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof ApiError)) return exitCodes.failed;
  if (error.code.endsWith('_NOT_FOUND') || error.code === 'DEVICE_UNKNOWN') return exitCodes.notFound;
  if (error.code.startsWith('API_KEY_') || error.code.startsWith('SIGN_IN_')) return exitCodes.notAllowed;
  return byCode[error.code] ?? exitCodes.failed;
}
