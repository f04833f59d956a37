import type { ResolvedCredential } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { errors } from '../errors.js';
import { matchesDigest } from '../rules/secretDigest.js';
import { standingOf } from '../rules/standing.js';
import { findCommunityId } from './findCommunityId.js';
import { findLineages } from './findLineages.js';
import type { Services } from './Services.js';

const useResolutionMilliseconds = 60_000;

/** No community's id. A key that does not exist is looked for here, so that it takes as long as one that does. */
const nowhere = 'nowhere';

/** Whose API key this is. A key acts in its own community and in no other. */
export async function resolveApiKey(
  services: Services,
  credential: { readonly keyId: string; readonly secret: string },
  community: string | null,
): Promise<ResolvedCredential> {
  const places = await services.database.withoutTenant(async (em) => ({
    tenant: await tenantOf(em, credential.keyId),
    asked: community === null ? undefined : await findCommunityId(em, community),
  }));
  const tenant = places.tenant ?? nowhere;
  const now = services.clock();
  const { key, lineage } = await services.database.withTenant(tenant, async (em) => {
    const found = await em.findOne(ApiKey, { id: credential.keyId, tenantId: tenant });
    const isGenuine = matchesDigest(credential.secret, found?.secretDigest);
    if (found === null || !isGenuine) throw errors.UNAUTHENTICATED();
    refuseEnded(found, now);
    await noteUse(em, found, now);
    const [lineage] = await findLineages(em, { id: found.id, now }, [tenant]);
    return { key: found, lineage };
  });
  if (community !== null && places.asked !== key.tenantId) throw errors.COMMUNITY_FORBIDDEN();
  return {
    sub: key.id,
    kind: 'SERVICE',
    community: key.tenantId,
    ancestors: lineage?.way.slice(1) ?? [],
    roles: key.roles,
    grants: lineage?.grants ?? [],
    scopes: key.scopes,
    expiresAt: key.expiresAt === null ? null : Math.floor(key.expiresAt.getTime() / 1000),
  };
}

async function tenantOf(em: EntityManager, keyId: string): Promise<string | undefined> {
  const [row] = await em.execute<{ tenant: string | null }[]>('select tenant_of_api_key(?) as tenant', [
    keyId,
  ]);
  return row?.tenant ?? undefined;
}

function refuseEnded(key: ApiKeyRow, now: Date): void {
  switch (standingOf(key, now)) {
    case 'VALID':
      return;
    case 'EXPIRED':
      throw errors.API_KEY_EXPIRED();
    case 'REVOKED':
      throw errors.API_KEY_REVOKED();
  }
}

/** Remembers the last use to the minute, so that a busy key does not write on every request. */
async function noteUse(em: EntityManager, key: ApiKeyRow, now: Date): Promise<void> {
  if (key.lastUsedAt !== null && now.getTime() - key.lastUsedAt.getTime() < useResolutionMilliseconds) return;
  await em.nativeUpdate(ApiKey, { id: key.id }, { lastUsedAt: now });
}
