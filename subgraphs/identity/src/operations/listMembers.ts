import type { PassportClaims } from '@ai-collective/contracts';
import { Membership } from '../entities/Membership.js';
import { Person } from '../entities/Person.js';
import { pageOf, type Page } from '../rules/page.js';
import type { Member } from './Member.js';
import { pageWindow } from './pageWindow.js';
import type { Services } from './Services.js';

/** A page of the community's members, in the order they joined. Throws a denial or BAD_USER_INPUT. */
export async function listMembers(
  services: Services,
  passport: PassportClaims,
  page: Parameters<typeof pageWindow>[0],
): Promise<Page<Member>> {
  const { community } = services.authorize(passport, 'members:read');
  const { size, after } = pageWindow(page);
  return services.database.withTenant(community, async (em) => {
    const memberships = await em.find(
      Membership,
      { tenantId: community, id: { $gt: after } },
      { orderBy: { id: 'asc' }, limit: size + 1 },
    );
    const { rows, hasNextPage } = pageOf(memberships, size);
    const people = await em.find(Person, { id: { $in: rows.map(({ personId }) => personId) } });
    const byId = new Map(people.map((person) => [person.id, person]));
    return {
      hasNextPage,
      rows: rows.flatMap((membership) => {
        const person = byId.get(membership.personId);
        return person === undefined ? [] : [{ ...membership, person }];
      }),
    };
  });
}
