import type { PassportClaims } from '@ai-collective/contracts';
import { RoleGrant, type RoleGrantRow } from '../entities/RoleGrant.js';
import type { Services } from './Services.js';

const mostListed = 1_000;

/** The community's newest grants that have not ended, or those of one person or key. Throws a denial. */
export async function listGrants(
  services: Services,
  passport: PassportClaims,
  subjectId: string | null,
): Promise<readonly RoleGrantRow[]> {
  const { community } = services.authorize(passport, 'members:read');
  return services.database.withTenant(community, (em) =>
    em.find(
      RoleGrant,
      {
        tenantId: community,
        $or: [{ expiresAt: null }, { expiresAt: { $gt: services.clock() } }],
        ...(subjectId !== null && { subjectId }),
      },
      { orderBy: { id: 'desc' }, limit: mostListed },
    ),
  );
}
