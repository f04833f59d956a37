import type { PassportClaims } from '@ai-collective/contracts';
import { CustomRole, type CustomRoleRow } from '../entities/CustomRole.js';
import type { Services } from './Services.js';

/** All roles of the community's own, in the order they were made; fifty at most. Throws a denial. */
export async function listRoles(
  services: Services,
  passport: PassportClaims,
): Promise<readonly CustomRoleRow[]> {
  const { community } = services.authorize(passport, 'members:read');
  return services.database.withTenant(community, (em) =>
    em.find(CustomRole, { tenantId: community }, { orderBy: { id: 'asc' } }),
  );
}
