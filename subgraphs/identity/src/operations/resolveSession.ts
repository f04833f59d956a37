import type { ResolvedCredential } from '@ai-collective/contracts';
import { Membership } from '../entities/Membership.js';
import { Session, type SessionRow } from '../entities/Session.js';
import { errors } from '../errors.js';
import { matchesDigest } from '../rules/secretDigest.js';
import { standingOf } from '../rules/standing.js';
import { findCommunityId } from './findCommunityId.js';
import type { Services } from './Services.js';

/** Whose session cookie this is. */
export async function resolveSession(
  services: Services,
  credential: { readonly sessionId: string; readonly secret: string },
  community: string | null,
): Promise<ResolvedCredential> {
  const session = await services.database.withoutTenant((em) =>
    em.findOne(Session, { id: credential.sessionId }),
  );
  if (session === null || !matchesDigest(credential.secret, session.secretDigest))
    throw errors.UNAUTHENTICATED();
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
  if (standingOf(session, services.clock()) !== 'VALID') throw errors.SESSION_ENDED();
  const { personId } = session;
  const membership = await membershipIn(services, personId, asked.community ?? session.communityId);
  if (membership === null && asked.community !== null) throw errors.COMMUNITY_FORBIDDEN();
  const ends = Math.min(asked.expiresAt.getTime(), session.expiresAt.getTime());
  return {
    sub: personId,
    kind: 'PERSON',
    community: membership?.tenantId ?? '',
    roles: membership?.roles ?? [],
    scopes: null,
    expiresAt: Math.floor(ends / 1000),
  };
}

/** Null both when there is no such community and when the person does not belong to it. */
async function membershipIn({ database }: Services, personId: string, idOrSlug: string) {
  const id = await database.withoutTenant((em) => findCommunityId(em, idOrSlug));
  return id === undefined
    ? null
    : database.withTenant(id, (em) => em.findOne(Membership, { tenantId: id, personId }));
}
