import { rolePermissions, type BuiltInRole, type Permission } from '@ai-collective/contracts';

/** Roles, narrowed by scopes where these are given. */
export interface Grant {
  readonly roles: readonly BuiltInRole[];
  readonly scopes: readonly Permission[] | null;
}

/** Everything a grant allows. */
export function permissionsOf(grant: Grant): ReadonlySet<Permission> {
  const all = grant.roles.flatMap((role) => rolePermissions[role]);
  return new Set(
    grant.scopes === null ? all : all.filter((permission) => grant.scopes?.includes(permission)),
  );
}

/**
 * Nobody grants, takes away or impersonates more than they hold: every permission of `wanted` must be among the
 * granter's. OWNER is more than its permissions, so only an OWNER without scopes can give it.
 */
export function mayGrant(granter: Grant, wanted: Grant): boolean {
  if (wanted.roles.includes('OWNER') && !(granter.roles.includes('OWNER') && granter.scopes === null))
    return false;
  const held = permissionsOf(granter);
  return [...permissionsOf(wanted)].every((permission) => held.has(permission));
}
