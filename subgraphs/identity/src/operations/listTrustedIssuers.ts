import type { PassportClaims } from '@ai-collective/contracts';
import { TrustedIssuer, type TrustedIssuerRow } from '../entities/TrustedIssuer.js';
import type { Services } from './Services.js';

/** All issuers that the community trusts, in the order it came to trust them. Throws a denial. */
export async function listTrustedIssuers(
  services: Services,
  passport: PassportClaims,
): Promise<readonly TrustedIssuerRow[]> {
  const { community } = services.authorize(passport, 'community:manage');
  return services.database.withTenant(community, (em) =>
    em.find(TrustedIssuer, { tenantId: community }, { orderBy: { id: 'asc' } }),
  );
}
