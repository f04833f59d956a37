import { z } from 'zod';
import { builtInRoles, permissions, rolePermissions, type BuiltInRole, type Permission } from './roles.js';

/** What names of blobs can begin with. Short, since passports carry it. */
const blobPrefixPattern = /^[^\p{Cc}\p{Cs}/\\"]{1,64}$/u;

/** Where a granted role holds: in the whole community, or for one thing, or for the blobs whose names begin alike. */
export const grantScopeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('COMMUNITY') }),
  z.object({ type: z.literal('FLEET'), id: z.string().min(1).max(100) }),
  z.object({ type: z.literal('MODEL'), id: z.string().min(1).max(100) }),
  z.object({ type: z.literal('BLOBS'), prefix: z.string().regex(blobPrefixPattern) }),
]);

export type GrantScope = Readonly<z.infer<typeof grantScopeSchema>>;
export type GrantScopeType = GrantScope['type'];
export const grantScopeTypes = ['COMMUNITY', 'FLEET', 'MODEL', 'BLOBS'] as const satisfies GrantScopeType[];

/** Most grants that one principal can hold in a community. */
export const grantsPerPrincipal = 20;

/** Most grants in a passport, which is an HTTP header. Those of the community itself come first, then those from above. */
export const grantsPerPassport = 40;

/** A role that somebody was given besides those of their membership, as passports carry it. */
export const grantClaimSchema = z.object({
  id: z.string(),
  role: z.string().describe('the name of a built-in role, or the id of a custom one'),
  permissions: z.array(z.enum(permissions)).readonly().describe('of a custom role; empty for a built-in one'),
  on: grantScopeSchema,
  until: z
    .int()
    .nullable()
    .describe('Unix seconds from which it holds no longer; null: it does not end by itself'),
});

export type GrantClaim = Readonly<z.infer<typeof grantClaimSchema>>;

/**
 * Which permissions can be given for single things, and of which kind. All can be given for the whole community. Lists that
 * somebody may see only in part are filtered by what they were given.
 */
export const scopesOf: Readonly<Partial<Record<Permission, readonly GrantScopeType[]>>> = {
  'devices:read': ['FLEET'],
  'devices:manage': ['FLEET'],
  'fleets:read': ['FLEET'],
  'fleets:manage': ['FLEET'],
  'models:read': ['MODEL'],
  'models:publish': ['MODEL'],
  'jobs:read': ['FLEET', 'MODEL'],
  'jobs:submit': ['FLEET', 'MODEL'],
  'jobs:cancel': ['FLEET', 'MODEL'],
  'blobs:read': ['BLOBS'],
  'blobs:write': ['BLOBS'],
};

/** What a grant allows where it holds. */
export function permissionsOfGrant({ role, permissions: own }: GrantClaim): readonly Permission[] {
  return isBuiltInRole(role) ? rolePermissions[role] : own;
}

/** Whether a grant allows something, in its place. */
export function grantAllows(grant: GrantClaim, permission: Permission): boolean {
  const { type } = grant.on;
  if (type !== 'COMMUNITY' && scopesOf[permission]?.includes(type) !== true) return false;
  return permissionsOfGrant(grant).includes(permission);
}

/** The grants that have not ended. The same list when none has. */
export function activeGrants(grants: readonly GrantClaim[], nowSeconds: number): readonly GrantClaim[] {
  const hasEnded = ({ until }: GrantClaim) => until !== null && until <= nowSeconds;
  return grants.some(hasEnded) ? grants.filter((grant) => !hasEnded(grant)) : grants;
}

/** Whether a role is one that every community has. */
export function isBuiltInRole(role: string): role is BuiltInRole {
  return (builtInRoles as readonly string[]).includes(role);
}
