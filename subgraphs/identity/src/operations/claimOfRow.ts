import { isBuiltInRole, type GrantClaim } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import type { RoleGrantRow } from '../entities/RoleGrant.js';
import { grantScopeOf } from '../rules/grantScope.js';
import { loadRole } from './loadRole.js';

/** A grant as passports carry it. */
export async function claimOfRow(em: EntityManager, row: RoleGrantRow): Promise<GrantClaim> {
  const { id, tenantId: community, role, scopeType, scopeValue, expiresAt } = row;
  return {
    id,
    role,
    permissions: isBuiltInRole(role) ? [] : (await loadRole(em, { community, id: role })).permissions,
    on: grantScopeOf(scopeType, scopeValue),
    until: expiresAt === null ? null : Math.floor(expiresAt.getTime() / 1000),
  };
}
