import {
  permissionsOfGrant,
  rolePermissions,
  type BuiltInRole,
  type GrantClaim,
  type Permission,
} from '@ai-collective/contracts';

/** Roles, and others for a part of the community or for a time; narrowed by scopes where these are given. */
export interface Grant {
  readonly roles: readonly BuiltInRole[];
  readonly scopes: readonly Permission[] | null;
  readonly grants?: readonly GrantClaim[];
}

/** Everything a grant allows, be it for one thing only. */
export function permissionsOf({ roles, scopes, grants = [] }: Grant): ReadonlySet<Permission> {
  const all = [...roles.flatMap((role) => rolePermissions[role]), ...grants.flatMap(permissionsOfGrant)];
  return new Set(scopes === null ? all : all.filter((permission) => scopes.includes(permission)));
}

/**
 * Nobody grants, takes away or impersonates more than they hold: every permission of `wanted` must be among the granter's,
 * for the whole community and for at least as long. OWNER is more than its permissions, so only an OWNER without scopes
 * can give it.
 * @param until Unix seconds at which what is given ends; null: it does not
 */
export function mayGrant(granter: Grant, wanted: Grant, until: number | null = null): boolean {
  if (wanted.roles.includes('OWNER') && !(granter.roles.includes('OWNER') && granter.scopes === null))
    return false;
  const held = permissionsToHandOn(granter, until);
  return [...permissionsOf(wanted)].every((permission) => held.has(permission));
}

/** What somebody holds for the whole community, until then at least. */
export function permissionsToHandOn(granter: Grant, until: number | null = null): ReadonlySet<Permission> {
  const lasts = (end: number | null) => end === null || (until !== null && end >= until);
  const grants = granter.grants?.filter((grant) => grant.on.type === 'COMMUNITY' && lasts(grant.until)) ?? [];
  return permissionsOf({ ...granter, grants });
}
