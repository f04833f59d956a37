import type { PassportClaims } from '@ai-collective/contracts';
import { Membership } from '../entities/Membership.js';
import { Person, type PersonRow } from '../entities/Person.js';
import type { Services } from './Services.js';

/**
 * Those of the people with these ids that the caller may see: themselves, members of their community, and what is left of
 * those whose account it kept.
 */
export async function visiblePeople(
  services: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly PersonRow[]> {
  const self = passport.kind === 'PERSON' ? ids.filter((id) => id === passport.sub) : [];
  if (!services.allows(passport, 'members:read'))
    return self.length === 0
      ? []
      : services.database.withoutTenant((em) => em.find(Person, { id: { $in: self } }));
  return services.database.withTenant(passport.community, async (em) => {
    const members = await em.find(Membership, { tenantId: passport.community, personId: { $in: [...ids] } });
    const visible = [...self, ...members.map(({ personId }) => personId)];
    const ended = { homeCommunityId: passport.community, deletedAt: { $ne: null } };
    return em.find(Person, { id: { $in: [...ids] }, $or: [{ id: { $in: visible } }, ended] });
  });
}
