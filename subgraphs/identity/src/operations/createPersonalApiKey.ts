import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import type { MembershipRow } from '../entities/Membership.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { findLineages, mayEnter } from './findLineages.js';
import { nameField } from './inputFields.js';
import { insertApiKey, type NewApiKey } from './insertApiKey.js';
import { loadMember } from './loadMember.js';
import { lockMembers } from './lockMembers.js';
import { parseInput } from './parseInput.js';
import { endOldestPersonalKeys } from './personalKeys.js';
import type { Caller, Services } from './Services.js';

const longestMilliseconds = 90 * 24 * 3600 * 1000;
const keysPerPerson = 10;

const inputSchema = z.object({ name: nameField, expiresAt: z.date().nullish() });

/**
 * Creates an API key that goes with the caller's membership: it has their roles, lasts 90 days at most, and ends when
 * they are removed or lose a permission it has. Any member may; their eleventh ends their oldest.
 * Throws OWN_MEMBERSHIP_REQUIRED to those whose roles come down from an outer community, which no key of this one could follow;
 * MEMBER_NOT_FOUND, BAD_USER_INPUT or a denial.
 */
export async function createPersonalApiKey(
  services: Services,
  caller: Caller,
  input: unknown,
): Promise<NewApiKey> {
  const community = authorizePerson(services, caller.passport);
  const { name, expiresAt: wanted } = parseInput(inputSchema, input);
  const now = services.clock();
  const expiresAt = expiryOf(wanted ?? null, now);
  const { sub: personId, scopes } = caller.passport;
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const { roles } = await loadOwnMembership(em, { community, personId });
    await endOldestPersonalKeys(em, { community, personId }, { keep: keysPerPerson - 1, now });
    const created = await insertApiKey(em, {
      name,
      roles,
      scopes: scopes === null ? null : [...scopes],
      tenantId: community,
      personId,
      createdBy: personId,
      createdAt: now,
      expiresAt,
    });
    await auditAllowed(em, caller, {
      community,
      action: 'keys:create-personal',
      resource: { type: 'ApiKey', id: created.apiKey.id },
      details: { change: 'created', roles, scopes, expiresAt: expiresAt.toISOString() },
    });
    return created;
  });
}

async function loadOwnMembership(
  em: EntityManager,
  place: { readonly community: string; readonly personId: string },
): Promise<Pick<MembershipRow, 'roles'>> {
  const { community, personId } = place;
  const [lineage] = await findLineages(em, { id: personId, now: new Date() }, [community]);
  const isOwn = lineage?.holdings.some((holding) => holding.community === community) ?? false;
  if (!isOwn && lineage !== undefined && mayEnter(lineage)) throw errors.OWN_MEMBERSHIP_REQUIRED();
  return loadMember(em, place);
}

function authorizePerson(services: Services, passport: PassportClaims): string {
  const { community } = services.authorize(passport, 'community:read');
  if (passport.kind === 'PERSON') return community;
  const message = 'Only a person can create an API key of their own.';
  throw new DeniedError({ permission: 'keys:manage', community }, 'FORBIDDEN', message);
}

function expiryOf(wanted: Date | null, now: Date): Date {
  const latest = new Date(now.getTime() + longestMilliseconds);
  if (wanted === null) return latest;
  if (wanted <= now) throw errors.BAD_USER_INPUT({ field: 'expiresAt', problem: 'must be in the future' });
  if (wanted > latest) throw errors.BAD_USER_INPUT({ field: 'expiresAt', problem: 'must be within 90 days' });
  return wanted;
}
