import {
  rolePermissions,
  type BuiltInRole,
  type PassportClaims,
  type Permission,
} from '@ai-collective/contracts';

/** What the built-in roles and scopes allow, as a function: what Cedar is compared with. */
export function roleRule(
  passport: PassportClaims,
  permission: Permission,
  community: string,
): BuiltInRole | 'UNAUTHENTICATED' | 'COMMUNITY_REQUIRED' | 'FORBIDDEN' {
  if (passport.kind === 'ANONYMOUS') return 'UNAUTHENTICATED';
  if (community === '') return 'COMMUNITY_REQUIRED';
  const role = passport.roles.find((candidate) => rolePermissions[candidate].includes(permission));
  const inScope = passport.scopes === null || passport.scopes.includes(permission);
  return passport.community === community && inScope && role !== undefined ? role : 'FORBIDDEN';
}
