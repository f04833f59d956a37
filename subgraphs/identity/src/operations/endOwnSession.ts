import { LockMode } from '@mikro-orm/core';
import { Session } from '../entities/Session.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizePerson } from './authorizePerson.js';
import type { OwnSession } from './listSessions.js';
import type { Caller, Services } from './Services.js';

/** Ends one session of the caller's, and with it what hangs on it. Throws SESSION_NOT_FOUND or UNAUTHENTICATED. */
export async function endOwnSession(services: Services, caller: Caller, id: string): Promise<OwnSession> {
  const personId = authorizePerson(caller.passport);
  const now = services.clock();
  return services.database.withoutTenant(async (em) => {
    const open = { id, personId, revokedAt: null, expiresAt: { $gt: now } };
    const session = await em.findOne(Session, open, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (session === null) throw errors.SESSION_NOT_FOUND();
    await em.nativeUpdate(Session, { id }, { revokedAt: now });
    await auditAllowed(em, caller, {
      community: session.communityId,
      action: 'sessions:end',
      resource: { type: 'Session', id },
    });
    return { ...session, revokedAt: now, current: id === caller.passport.session };
  });
}
