import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeTaking } from './authorizeGrant.js';
import { loadApiKey } from './loadApiKey.js';
import type { Caller, Services } from './Services.js';

/** Voids a key at once; revoking it again changes nothing. Throws API_KEY_NOT_FOUND or a denial. */
export async function revokeApiKey(services: Services, caller: Caller, id: string): Promise<ApiKeyRow> {
  const { community } = services.authorize(caller.passport, 'keys:manage');
  return services.database.withTenant(community, async (em) => {
    const key = await loadApiKey(em, { community, id });
    if (key.revokedAt !== null) return key;
    if (caller.passport.sub !== id) authorizeTaking(caller.passport, 'keys:manage', key);
    const revokedAt = services.clock();
    await em.nativeUpdate(ApiKey, { id, tenantId: community }, { revokedAt });
    await auditAllowed(em, caller, {
      community,
      action: 'keys:manage',
      resource: { type: 'ApiKey', id },
      details: { change: 'revoked' },
    });
    return { ...key, revokedAt };
  });
}
