import type { PassportClaims } from '@ai-collective/contracts';
import { Session, type SessionRow } from '../entities/Session.js';
import { authorizePerson } from './authorizePerson.js';
import type { Services } from './Services.js';

const mostListed = 100;

/** A session of the person who asks. */
export interface OwnSession extends SessionRow {
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

/** Where the caller is signed in, newest first, 100 at most. Throws UNAUTHENTICATED. */
export async function listSessions(
  { database, clock }: Services,
  passport: PassportClaims,
): Promise<readonly OwnSession[]> {
  const personId = authorizePerson(passport);
  const sessions = await database.withoutTenant((em) =>
    em.find(
      Session,
      { personId, revokedAt: null, expiresAt: { $gt: clock() } },
      { orderBy: { id: 'desc' }, limit: mostListed },
    ),
  );
  return sessions.map((session) => ({ ...session, current: session.id === passport.session }));
}
