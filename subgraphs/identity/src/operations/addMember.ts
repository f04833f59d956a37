import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { Membership } from '../entities/Membership.js';
import { Person, type PersonRow } from '../entities/Person.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { communitiesOfPerson, communitiesPerPerson } from './communitiesOfPerson.js';
import { emailField, nameField, rolesField } from './inputFields.js';
import type { Member } from './Member.js';
import { onUniqueViolation } from './onUniqueViolation.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const inputSchema = z.object({
  personName: nameField,
  email: emailField,
  roles: rolesField,
});

/**
 * Makes somebody a member, with an account whose home is this community. Nobody has proved whose an e-mail address is,
 * so it finds only accounts of this community, such as that of a former member; those of others stay unknown.
 * Throws ALREADY_A_MEMBER, TOO_MANY_COMMUNITIES, BAD_USER_INPUT or a denial.
 */
export async function addMember(services: Services, caller: Caller, input: unknown): Promise<Member> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  const { personName: name, email, roles } = parseInput(inputSchema, input);
  authorizeGrant(caller.passport, 'members:manage', { roles, scopes: null });
  return services.database.withTenant(community, async (em) => {
    const now = services.clock();
    const person = await findOrOpenAccount(em, {
      name,
      email,
      homeCommunityId: community,
      createdAt: now,
      deletedAt: null,
    });
    const membership = {
      id: newId('membership'),
      tenantId: community,
      personId: person.id,
      roles,
      createdAt: now,
    };
    await onUniqueViolation(
      () => em.insert(Membership, membership),
      () => errors.ALREADY_A_MEMBER({ personId: person.id }),
    );
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'Person', id: person.id },
      details: { change: 'added', roles },
    });
    return { ...membership, person };
  });
}

async function findOrOpenAccount(em: EntityManager, account: Omit<PersonRow, 'id'>): Promise<PersonRow> {
  const { email, homeCommunityId } = account;
  const existing = email === null ? null : await em.findOne(Person, { email, homeCommunityId });
  if (existing === null) return openAccount(em, account);
  const communities = await communitiesOfPerson(em, existing.id);
  if (communities.length >= communitiesPerPerson)
    throw errors.TOO_MANY_COMMUNITIES({ limit: communitiesPerPerson });
  return existing;
}

async function openAccount(em: EntityManager, account: Omit<PersonRow, 'id'>): Promise<PersonRow> {
  const person = { id: newId('person'), ...account };
  await em.execute(
    `insert into person (id, name, email, home_community_id, created_at) values (?, ?, ?, ?, ?)
     on conflict (home_community_id, lower(email)) do nothing`,
    [person.id, person.name, person.email, person.homeCommunityId, person.createdAt],
  );
  const { email, homeCommunityId } = person;
  return email === null ? person : em.findOneOrFail(Person, { email, homeCommunityId });
}
