import { LockMode } from '@mikro-orm/core';
import { deepestNesting, newId, type PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { Community, type CommunityRow } from '../entities/Community.js';
import { Membership, type MembershipRow } from '../entities/Membership.js';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import { slugPattern } from '../rules/slug.js';
import { auditAllowed } from './auditAllowed.js';
import { communitiesOfPerson, communitiesPerPerson } from './communitiesOfPerson.js';
import { childrenPerCommunity, findChildren } from './findChildren.js';
import { findLineages } from './findLineages.js';
import { nameField } from './inputFields.js';
import { onUniqueViolation } from './onUniqueViolation.js';
import { ownersOf } from './ownersOf.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const inputSchema = z.object({
  name: nameField,
  slug: z.string().regex(slugPattern, 'must be 1 to 40 lower-case letters, digits and inner hyphens'),
  parentId: z.string().nullish(),
});

/**
 * Creates a community. Any signed-in person can create one at the top and owns it. One inside another needs
 * `community:manage` there; created by a service, it is owned by its parent's owners.
 * Throws SLUG_TAKEN, TOO_MANY_COMMUNITIES, TOO_MANY_CHILDREN, NESTED_TOO_DEEP, ACCOUNT_ENDED, BAD_USER_INPUT or a denial.
 */
export async function createCommunity(
  services: Services,
  caller: Caller,
  input: unknown,
): Promise<CommunityRow> {
  const { name, slug, parentId } = parseInput(inputSchema, input);
  authorizeCreation(services, caller.passport, parentId ?? null);
  const owners = await firstOwners(services, caller.passport);
  const community = {
    id: newId('community'),
    slug,
    name,
    parentId: parentId ?? null,
    createdAt: services.clock(),
  };
  return services.database.withTenant(community.id, async (em) => {
    if (community.parentId !== null) await requireRoomIn(em, community.parentId);
    await requireAccounts(em, owners);
    await insertCommunity(em, community, owners);
    await auditAllowed(em, caller, {
      community: community.id,
      action: 'community:manage',
      resource: { type: 'Community', id: community.id },
      details: { change: 'created', slug, parentId: community.parentId },
    });
    return community;
  });
}

/** Writes a community with its first owners. Throws SLUG_TAKEN. Must run in the new community's own transaction. */
export async function insertCommunity(
  em: EntityManager,
  community: CommunityRow,
  owners: readonly string[],
): Promise<void> {
  await onUniqueViolation(
    () => em.insert(Community, { ...community }),
    () => errors.SLUG_TAKEN({ slug: community.slug }),
  );
  const { id: tenantId, createdAt } = community;
  for (const personId of owners)
    await em.insert<MembershipRow>(Membership, {
      id: newId('membership'),
      tenantId,
      personId,
      roles: ['OWNER'],
      createdAt,
    });
}

/** Throws ACCOUNT_ENDED when one of the people has no account any more. Until the transaction ends, they all go on to have one. */
async function requireAccounts(em: EntityManager, people: readonly string[]): Promise<void> {
  const lasting = await em.find(
    Person,
    { id: { $in: [...people] }, deletedAt: null },
    { lockMode: LockMode.PESSIMISTIC_READ, orderBy: { id: 'asc' } },
  );
  if (lasting.length < people.length) throw errors.ACCOUNT_ENDED();
}

/** Communities are created in one and the same one after the other, so that they can be counted. */
async function requireRoomIn(em: EntityManager, parentId: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`children of ${parentId}`]);
  const [lineage] = await findLineages(em, { id: '', now: new Date() }, [parentId]);
  if (lineage === undefined) throw errors.COMMUNITY_NOT_FOUND();
  if (lineage.way.length >= deepestNesting) throw errors.NESTED_TOO_DEEP({ limit: deepestNesting });
  const children = await findChildren(em, [parentId]);
  if (children.length >= childrenPerCommunity)
    throw errors.TOO_MANY_CHILDREN({ limit: childrenPerCommunity });
}

function authorizeCreation(services: Services, passport: PassportClaims, parentId: string | null): void {
  if (parentId !== null && parentId === passport.community) {
    services.authorize(passport, 'community:manage');
    return;
  }
  if (parentId !== null) throw notEntered(passport);
  if (passport.kind === 'PERSON' && passport.scopes === null) return;
  const denied = { permission: 'community:manage', community: '' } as const;
  throw passport.kind === 'ANONYMOUS'
    ? new DeniedError(denied, 'UNAUTHENTICATED', 'Sign in first.')
    : new DeniedError(denied, 'FORBIDDEN', 'Only a person can create a community without a parent.');
}

/**
 * Nobody creates anything in a community they have not entered, whether or not it exists. The denial is told in their own
 * community: a stranger must not write into the log of another.
 */
function notEntered({ kind, community }: PassportClaims): DeniedError {
  const denied = { permission: 'community:manage', community } as const;
  return kind === 'ANONYMOUS'
    ? new DeniedError(denied, 'UNAUTHENTICATED', 'Sign in first.')
    : new DeniedError(denied, 'FORBIDDEN', 'You may not do this: it needs the permission community:manage.');
}

async function firstOwners({ database }: Services, passport: PassportClaims): Promise<readonly string[]> {
  if (passport.kind !== 'PERSON')
    return database.withTenant(passport.community, (em) => ownersOf(em, passport.community));
  const communities = await database.withoutTenant((em) => communitiesOfPerson(em, passport.sub));
  if (communities.length >= communitiesPerPerson)
    throw errors.TOO_MANY_COMMUNITIES({ limit: communitiesPerPerson });
  return [passport.sub];
}
