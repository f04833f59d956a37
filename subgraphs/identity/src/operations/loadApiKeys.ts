import type { PassportClaims } from '@ai-collective/contracts';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import type { Services } from './Services.js';

const mostListed = 1_000;

/** The newest 1,000 API keys of the community, ended ones too. Throws a denial. */
export async function listApiKeys(
  services: Services,
  passport: PassportClaims,
): Promise<readonly ApiKeyRow[]> {
  const { community } = services.authorize(passport, 'keys:manage');
  return services.database.withTenant(community, (em) =>
    em.find(ApiKey, { tenantId: community }, { orderBy: { id: 'desc' }, limit: mostListed }),
  );
}

/** Those of the keys with these ids that the caller may see: its own, and the community's with `keys:manage`. */
export async function visibleApiKeys(
  services: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly ApiKeyRow[]> {
  const visible = services.allows(passport, 'keys:manage') ? ids : ids.filter((id) => id === passport.sub);
  if (passport.community === '' || visible.length === 0) return [];
  return services.database.withTenant(passport.community, (em) =>
    em.find(ApiKey, { tenantId: passport.community, id: { $in: [...visible] } }),
  );
}
