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
  const id = await genuineSessionId(services, credential);
  if (id !== null) await endSessionById(services, trace, id);
}

/** The id of the session of a cookie; null when it is not genuine or was ended. */
export async function genuineSessionId(
  { database }: Services,
  credential: string | undefined,
): Promise<string | null> {
  const parsed = parseCredential(credential ?? '');
  if (parsed.kind !== 'SESSION') return null;
  const { sessionId: id, secret } = parsed;
  const session = await database.withoutTenant((em) => em.findOne(Session, { id, revokedAt: null }));
  const isGenuine = matchesDigest(secret, session?.secretDigest);
  return session !== null && isGenuine ? id : null;
}

/** Ends a session that the caller knows to be the browser's. One that has been ended already stays as it is. */
export async function endSessionById(services: Services, trace: Trace, id: string): Promise<void> {
  await services.database.withoutTenant(async (em) => {
    const session = await em.findOne(Session, { id, revokedAt: null });
    if (session === null) return;
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
