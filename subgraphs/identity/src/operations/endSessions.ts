import type { Trace } from '@ai-collective/platform';
import { Session } from '../entities/Session.js';
import { parseCredential } from '../rules/credentialFormat.js';
import { matchesDigest } from '../rules/secretDigest.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizePerson } from './authorizePerson.js';
import type { Caller, Services } from './Services.js';

/** Ends all of a person's sessions, everywhere, and answers how many there were. Throws a denial. */
export async function signOut(services: Services, caller: Caller): Promise<number> {
  const { passport } = caller;
  const personId = authorizePerson(passport);
  return services.database.withoutTenant(async (em) => {
    const now = services.clock();
    const ended = await em.nativeUpdate(
      Session,
      { personId, revokedAt: null, expiresAt: { $gt: now } },
      { revokedAt: now },
    );
    await auditAllowed(em, caller, {
      community: passport.community,
      action: 'sessions:end',
      resource: { type: 'Person', id: personId },
      details: { sessions: ended },
    });
    return ended;
  });
}

/** Ends the session of a cookie. A credential that is not genuine ends nothing, silently. */
export async function endSession(services: Services, trace: Trace, credential: string): Promise<void> {
  const parsed = parseCredential(credential);
  if (parsed.kind !== 'SESSION') return;
  await services.database.withoutTenant(async (em) => {
    const session = await em.findOne(Session, { id: parsed.sessionId, revokedAt: null });
    const isGenuine = matchesDigest(parsed.secret, session?.secretDigest);
    if (session === null || !isGenuine) return;
    await em.nativeUpdate(Session, { id: session.id }, { revokedAt: services.clock() });
    await auditAllowed(
      em,
      { passport: { sub: session.personId, kind: 'PERSON', policyVersion: 0 }, trace },
      {
        community: session.communityId,
        action: 'sessions:end',
        resource: { type: 'Session', id: session.id },
      },
    );
  });
}
