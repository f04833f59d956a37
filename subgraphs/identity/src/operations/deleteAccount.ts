import type { EntityManager } from '@ai-collective/platform';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import { authorizeAccount } from './authorizeAccount.js';
import { authorizePerson } from './authorizePerson.js';
import { endAccount, type EndedAccount } from './endAccount.js';
import { findLineages, mayEnter } from './findLineages.js';
import type { Caller, Services } from './Services.js';

/**
 * Ends the caller's own account for good. `confirm` is their name as it is kept.
 * Throws CONFIRMATION_WRONG, LAST_OWNER naming the communities, ACCOUNT_BUSY or UNAUTHENTICATED.
 */
export async function deleteAccount(
  services: Services,
  caller: Caller,
  confirm: string,
): Promise<EndedAccount> {
  const personId = authorizePerson(caller.passport);
  return services.database.withoutTenant(async (em) => {
    const person = await em.findOne(Person, { id: personId, deletedAt: null });
    if (person === null) throw errors.UNAUTHENTICATED();
    if (confirm.trim() !== person.name) throw errors.CONFIRMATION_WRONG();
    return endOrRefuse(em, caller, { personId, now: services.clock() });
  });
}

/**
 * Ends the account of somebody whom the caller's community keeps it for. It takes power over the whole account, as a sign-in link
 * does. Throws MEMBER_NOT_FOUND, LAST_OWNER, ACCOUNT_BUSY or a denial.
 */
export async function deleteMemberAccount(
  services: Services,
  caller: Caller,
  personId: string,
): Promise<EndedAccount> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  return services.database.withoutTenant(async (em) => {
    const person = await em.findOne(Person, { id: personId, deletedAt: null });
    if (person?.homeCommunityId !== community) throw errors.MEMBER_NOT_FOUND();
    await authorizeAccount(em, caller.passport, personId);
    return endOrRefuse(em, caller, { personId, now: services.clock() });
  });
}

async function endOrRefuse(
  em: EntityManager,
  caller: Caller,
  ending: { readonly personId: string; readonly now: Date },
): Promise<EndedAccount> {
  const outcome = await endAccount(em, caller, ending);
  if (!('lastOwnerOf' in outcome)) return outcome;
  throw errors.LAST_OWNER({
    communities: await namesOf(em, caller, { ids: outcome.lastOwnerOf, now: ending.now }),
  });
}

/** The slugs of communities, as far as the caller may know of them. */
async function namesOf(
  em: EntityManager,
  { passport }: Caller,
  { ids, now }: { readonly ids: readonly string[]; readonly now: Date },
): Promise<string> {
  const lineages = await findLineages(em, { id: passport.sub, now }, ids);
  const known = lineages
    .filter((lineage) => mayEnter(lineage) || lineage.community.id === passport.community)
    .map(({ community }) => community.slug)
    .sort();
  return [...known, ...(known.length < ids.length ? ['communities elsewhere'] : [])].join(', ');
}
