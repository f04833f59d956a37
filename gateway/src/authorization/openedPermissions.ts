import { permissionsOpenedBy, type CommunityPolicy, type Permission } from '@ai-collective/contracts';
import { AppError, type PolicyStore } from '@ai-collective/platform/runtime';

const known = new WeakMap<readonly CommunityPolicy[], ReadonlySet<Permission>>();
const none: ReadonlySet<Permission> = new Set();

/**
 * What a community's own policies may permit beyond roles. Nothing without a store, and until the store has read its topic:
 * the services behind answer nothing then either.
 */
export function openedPermissions(
  policies: Pick<PolicyStore, 'get'> | undefined,
  communityId: string,
): ReadonlySet<Permission> {
  const own = ownPolicies(policies, communityId);
  const opened = known.get(own) ?? permissionsOpenedBy(own);
  known.set(own, opened);
  return opened;
}

const noPolicies: readonly CommunityPolicy[] = [];
known.set(noPolicies, none);

function ownPolicies(
  policies: Pick<PolicyStore, 'get'> | undefined,
  communityId: string,
): readonly CommunityPolicy[] {
  try {
    return policies?.get(communityId, []).policies ?? noPolicies;
  } catch (error) {
    if (error instanceof AppError && error.code === 'POLICIES_NOT_READY') return noPolicies;
    throw error;
  }
}
