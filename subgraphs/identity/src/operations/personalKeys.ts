import type { BuiltInRole } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { mayGrant } from '../rules/grants.js';

/** Whose keys, in which community. */
interface Holder {
  readonly community: string;
  readonly personId: string;
}

/**
 * Revokes the keys that a member could not have with these roles; all of them when there are no roles. Runs under the
 * lock of {@link lockMembers}, so that no key is made meanwhile. Answers the ids of the revoked keys.
 */
export async function revokeOutgrownKeys(
  em: EntityManager,
  holder: Holder,
  { roles, now }: { readonly roles: readonly BuiltInRole[]; readonly now: Date },
): Promise<readonly string[]> {
  const keys = await workingKeys(em, holder, now);
  const outgrown = keys.filter((key) => roles.length === 0 || !mayGrant({ roles, scopes: null }, key));
  return revoke(em, outgrown, { holder, now });
}

/** Revokes all but the newest `keep` working keys of a member. */
export async function endOldestPersonalKeys(
  em: EntityManager,
  holder: Holder,
  { keep, now }: { readonly keep: number; readonly now: Date },
): Promise<void> {
  const keys = await workingKeys(em, holder, now);
  await revoke(em, keys.slice(keep), { holder, now });
}

/** Newest first. */
function workingKeys(
  em: EntityManager,
  { community, personId }: Holder,
  now: Date,
): Promise<readonly ApiKeyRow[]> {
  return em.find(
    ApiKey,
    { tenantId: community, personId, revokedAt: null, expiresAt: { $gt: now } },
    { orderBy: { createdAt: 'desc', id: 'desc' } },
  );
}

async function revoke(
  em: EntityManager,
  keys: readonly ApiKeyRow[],
  { holder, now }: { readonly holder: Holder; readonly now: Date },
): Promise<readonly string[]> {
  const ids = keys.map(({ id }) => id);
  if (ids.length > 0)
    await em.nativeUpdate(ApiKey, { tenantId: holder.community, id: { $in: ids } }, { revokedAt: now });
  return ids;
}
