import type { PassportClaims } from '@ai-collective/contracts';
import { Community, type CommunityRow } from '../entities/Community.js';
import { communitiesOfPerson } from './communitiesOfPerson.js';
import { findLineages, mayEnter } from './findLineages.js';
import type { Services } from './Services.js';

/** The communities the caller belongs to: all of a person's, the one of an API key. Throws UNAUTHENTICATED. */
export async function listCommunities(
  services: Services,
  passport: PassportClaims,
): Promise<readonly CommunityRow[]> {
  if (passport.kind === 'PERSON')
    return services.database.withoutTenant((em) => communitiesOfPerson(em, passport.sub));
  services.authorize(passport, 'community:read');
  return services.database.withTenant(passport.community, (em) =>
    em.find(Community, { id: passport.community }),
  );
}

/** Those of the communities with these ids that the caller may see. Never throws for one that it may not. */
export async function visibleCommunities(
  services: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly CommunityRow[]> {
  if (passport.kind === 'PERSON') return openCommunities(services, passport.sub, ids);
  if (!services.allows(passport, 'community:read')) return [];
  const communities = await listCommunities(services, passport);
  return communities.filter(({ id }) => ids.includes(id));
}

/** The community with this id or slug, or null when there is none that the caller may enter. Throws UNAUTHENTICATED. */
export async function findCommunity(
  services: Services,
  passport: PassportClaims,
  wanted: { readonly id: string | null; readonly slug: string | null },
): Promise<CommunityRow | null> {
  const communities =
    passport.kind === 'PERSON'
      ? await openCommunities(services, passport.sub, [wanted.id ?? wanted.slug ?? ''])
      : await listCommunities(services, passport);
  return (
    communities.find(({ id, slug }) => (wanted.id === null ? slug === wanted.slug : id === wanted.id)) ?? null
  );
}

/** Those of the communities with these ids or slugs that a person may enter: as a member, or with a role from further up. */
async function openCommunities(
  { database, clock }: Services,
  personId: string,
  asked: readonly string[],
): Promise<readonly CommunityRow[]> {
  const lineages = await database.withoutTenant((em) =>
    findLineages(em, { id: personId, now: clock() }, asked),
  );
  return lineages.filter(mayEnter).map(({ community }) => community);
}
