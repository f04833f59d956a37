import { standingOf } from './standing.js';

/** What becomes of a genuine refresh token that is presented. */
export type RefreshVerdict = 'ROTATE' | 'REUSED' | 'EXPIRED' | 'SESSION_ENDED';

interface PresentedToken {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

interface ItsSession {
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/**
 * A token works once. One that comes a second time, however late, has been copied: whoever came first may have been the
 * thief, so nobody of the family can be trusted (RFC 9700, section 4.14.2).
 */
export function refreshVerdict(token: PresentedToken, session: ItsSession, now: Date): RefreshVerdict {
  if (standingOf(session, now) !== 'VALID') return 'SESSION_ENDED';
  if (token.usedAt !== null) return 'REUSED';
  return token.expiresAt <= now ? 'EXPIRED' : 'ROTATE';
}

const refreshTokenMilliseconds = 30 * 24 * 3600 * 1000;

/** A refresh token lasts 30 days and never longer than its session. */
export function refreshTokenExpiry(session: Pick<ItsSession, 'expiresAt'>, now: Date): Date {
  const longest = new Date(now.getTime() + refreshTokenMilliseconds);
  return longest < session.expiresAt ? longest : session.expiresAt;
}
