import type { ResolvedCredential } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { Session, type SessionRow } from '../entities/Session.js';
import { errors } from '../errors.js';
import { matchesDigest } from '../rules/secretDigest.js';
import { standingOf } from '../rules/standing.js';
import { findLineages, mayEnter } from './findLineages.js';
import type { Services } from './Services.js';

const useResolutionMilliseconds = 60_000;

/** Whose session cookie this is. */
export async function resolveSession(
  services: Services,
  credential: { readonly sessionId: string; readonly secret: string },
  community: string | null,
): Promise<ResolvedCredential> {
  const session = await services.database.withoutTenant((em) =>
    em.findOne(Session, { id: credential.sessionId }),
  );
  const isGenuine = matchesDigest(credential.secret, session?.secretDigest);
  if (session === null || !isGenuine) throw errors.UNAUTHENTICATED();
  return resolvePerson(services, session, { community, expiresAt: session.expiresAt });
}

/** Whose access token this is. The session it was made for must still be open. */
export async function resolveAccessToken(
  services: Services,
  token: string,
  community: string | null,
): Promise<ResolvedCredential> {
  const { sessionId, personId, expiresAt } = await services.tokens.verify(token, services.clock());
  const session = await services.database.withoutTenant((em) =>
    em.findOne(Session, { id: sessionId, personId }),
  );
  if (session === null) throw errors.UNAUTHENTICATED();
  return resolvePerson(services, session, { community, expiresAt });
}

async function resolvePerson(
  services: Services,
  session: SessionRow,
  asked: { readonly community: string | null; readonly expiresAt: Date },
): Promise<ResolvedCredential> {
  const now = services.clock();
  if (standingOf(session, now) !== 'VALID') throw errors.SESSION_ENDED();
  const { personId } = session;
  const [lineage] = await services.database.withoutTenant(async (em) => {
    await noteUse(em, session, now);
    return findLineages(em, { id: personId, now }, [asked.community ?? session.communityId]);
  });
  const isOpen = lineage !== undefined && mayEnter(lineage);
  if (!isOpen && asked.community !== null) throw errors.COMMUNITY_FORBIDDEN();
  const ends = Math.min(asked.expiresAt.getTime(), session.expiresAt.getTime());
  return {
    sub: personId,
    kind: 'PERSON',
    community: isOpen ? lineage.community.id : '',
    ancestors: isOpen ? lineage.way.slice(1) : [],
    roles: isOpen ? lineage.roles : [],
    grants: isOpen ? lineage.grants : [],
    scopes: null,
    session: session.id,
    expiresAt: Math.floor(ends / 1000),
  };
}

/** Remembers the last use to the minute, so that a busy session does not write on every question. */
async function noteUse(em: EntityManager, { id, lastUsedAt }: SessionRow, now: Date): Promise<void> {
  if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < useResolutionMilliseconds) return;
  await em.nativeUpdate(Session, { id }, { lastUsedAt: now });
}
