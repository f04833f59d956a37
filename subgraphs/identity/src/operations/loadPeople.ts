import type { PassportClaims } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { Membership } from '../entities/Membership.js';
import { Person, type PersonRow } from '../entities/Person.js';
import type { Services } from './Services.js';

/** Those of the people with these ids that the caller may see: themselves, and members of their community. */
export async function visiblePeople(
  services: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly PersonRow[]> {
  const self = passport.kind === 'PERSON' ? ids.filter((id) => id === passport.sub) : [];
  const load = (em: EntityManager, visible: readonly string[]) =>
    em.find(Person, { id: { $in: [...visible] } });
  if (!services.allows(passport, 'members:read'))
    return self.length === 0 ? [] : services.database.withoutTenant((em) => load(em, self));
  return services.database.withTenant(passport.community, async (em) => {
    const members = await em.find(Membership, { tenantId: passport.community, personId: { $in: [...ids] } });
    return load(em, [...self, ...members.map(({ personId }) => personId)]);
  });
}
