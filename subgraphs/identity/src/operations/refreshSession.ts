import { AppError, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { RefreshToken, type RefreshTokenRow } from '../entities/RefreshToken.js';
import { Session, type SessionRow } from '../entities/Session.js';
import { errors } from '../errors.js';
import { parseRefreshToken } from '../rules/refreshTokenFormat.js';
import { refreshVerdict } from '../rules/refreshVerdict.js';
import { matchesDigest } from '../rules/secretDigest.js';
import { auditAllowed } from './auditAllowed.js';
import { endProgramSession } from './endProgramSession.js';
import { issueRefreshToken, withAccessToken, type ProgramTokens } from './programTokens.js';
import type { Attempt } from './redeemSignInCode.js';
import type { Services } from './Services.js';

/**
 * Trades a refresh token for the next one and an access token, exactly once. A token that comes again ends the session of
 * its family, so that neither a thief nor whom they stole from goes on. There is no grace for answers that were lost:
 * a second request cannot be told from a thief's.
 * Throws REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED, SESSION_ENDED or RATE_LIMITED.
 */
export async function refreshSession(
  services: Services,
  { source, trace }: Attempt,
  token: string,
): Promise<ProgramTokens> {
  const genuine = await services.database.withoutTenant((em) => findGenuineToken(em, token));
  if (genuine === undefined) {
    services.programs.failures.take(source);
    throw errors.REFRESH_TOKEN_INVALID();
  }
  services.programs.refreshes.take(genuine.sessionId);
  const now = services.clock();
  const outcome = await services.database.withoutTenant((em) => rotate(em, genuine, { now, trace }));
  if (outcome instanceof AppError) throw outcome;
  return withAccessToken(services, outcome.session, outcome.refreshToken);
}

/** The token that a text is, used before or not; undefined when it is none. */
export async function findGenuineToken(
  em: EntityManager,
  text: string,
): Promise<RefreshTokenRow | undefined> {
  const parsed = parseRefreshToken(text);
  if (parsed === undefined) return undefined;
  const token = await em.findOne(RefreshToken, { id: parsed.tokenId });
  const isGenuine = matchesDigest(parsed.secret, token?.secretDigest);
  return token !== null && isGenuine ? token : undefined;
}

interface Use {
  readonly now: Date;
  readonly trace: Attempt['trace'];
}

/** All uses of one family happen one after the other. A refusal is answered, not thrown: ending the session must be kept. */
async function rotate(
  em: EntityManager,
  { id, sessionId }: RefreshTokenRow,
  { now, trace }: Use,
): Promise<{ readonly session: SessionRow; readonly refreshToken: string } | AppError> {
  const session = await em.findOne(Session, { id: sessionId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const token = await em.findOne(RefreshToken, { id });
  if (session === null || token === null) return errors.REFRESH_TOKEN_INVALID();
  switch (refreshVerdict(token, session, now)) {
    case 'SESSION_ENDED':
      return errors.SESSION_ENDED();
    case 'EXPIRED':
      return errors.REFRESH_TOKEN_INVALID();
    case 'REUSED':
      await endProgramSession(em, session, { now, trace, reason: 'refresh token reused' });
      return errors.REFRESH_TOKEN_REUSED();
    case 'ROTATE':
      await em.nativeUpdate(RefreshToken, { id }, { usedAt: now });
      await auditAllowed(em, actorOf(session, trace), {
        community: session.communityId,
        action: 'sessions:refresh',
        resource: { type: 'Session', id: session.id },
      });
      return { session, refreshToken: await issueRefreshToken(em, session, now) };
  }
}

function actorOf({ personId }: SessionRow, trace: Attempt['trace']) {
  return { passport: { sub: personId, kind: 'PERSON', policyVersion: 0 }, trace } as const;
}
