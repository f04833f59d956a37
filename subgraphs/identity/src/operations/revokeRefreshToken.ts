import { LockMode } from '@mikro-orm/core';
import { Session } from '../entities/Session.js';
import { standingOf } from '../rules/standing.js';
import { endProgramSession } from './endProgramSession.js';
import type { Attempt } from './redeemSignInCode.js';
import { findGenuineToken } from './refreshSession.js';
import type { Services } from './Services.js';

/**
 * Signs a program out: ends the session of its refresh token, whichever of the family it is. A token that is not genuine
 * ends nothing, silently (RFC 7009, section 2.2), but throws RATE_LIMITED when its source brings too many.
 */
export async function revokeRefreshToken(
  services: Services,
  { source, trace }: Attempt,
  text: string,
): Promise<void> {
  const genuine = await services.database.withoutTenant(async (em) => {
    const token = await findGenuineToken(em, text);
    if (token === undefined) return false;
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const session = await em.findOne(Session, { id: token.sessionId }, { lockMode });
    const now = services.clock();
    if (session !== null && standingOf(session, now) === 'VALID')
      await endProgramSession(em, session, { now, trace, reason: 'refresh token revoked' });
    return true;
  });
  if (!genuine) services.programs.failures.take(source);
}
