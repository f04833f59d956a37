import type { PassportClaims, Permission } from '@ai-collective/contracts';
import { DeniedError } from '@ai-collective/platform';
import { mayGrant, type Grant } from '../rules/grants.js';

/** What is given, and until when. */
interface Given extends Grant {
  /** Unix seconds; null or absent: it does not end. */
  readonly until?: number | null;
}

/** Throws FORBIDDEN, which is audited, when what is given is more than the caller holds, or lasts longer. */
export function authorizeGrant(passport: PassportClaims, permission: Permission, wanted: Given): void {
  if (mayGrant(passport, wanted, wanted.until ?? null)) return;
  throw moreThanHeld(passport, permission, wanted);
}

/** The same for what is taken away: for that, what the caller holds only for a time counts as well. */
export function authorizeTaking(passport: PassportClaims, permission: Permission, taken: Grant): void {
  if (mayGrant(passport, taken, Math.floor(Date.now() / 1000))) return;
  throw moreThanHeld(passport, permission, taken);
}

/** Throws FORBIDDEN, which is audited, when a role is to have, or has, permissions that the caller does not hold for good. */
export function authorizePermissions(passport: PassportClaims, wanted: readonly Permission[]): void {
  const role = { id: '', role: 'role', permissions: wanted, on: { type: 'COMMUNITY' }, until: null } as const;
  authorizeGrant(passport, 'members:manage', { roles: [], scopes: null, grants: [role] });
}

function moreThanHeld(
  { community }: PassportClaims,
  permission: Permission,
  { roles, grants = [] }: Grant,
): DeniedError {
  const names = [...roles, ...grants.map(({ role }) => role)].join(', ');
  const message = `You may not do this: the roles ${names} are more than you hold.`;
  return new DeniedError({ permission, community }, 'FORBIDDEN', message);
}
